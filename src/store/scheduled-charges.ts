/** Charges that invoice schedules bill. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** Numbers of the recurring charges of the latest version of a subscription that an account is billed for. */
export async function listRecurringCharges(
  tx: Transaction,
  accountId: string,
  subscriptionNumber: string,
): Promise<string[]> {
  const { rows } = await sql<{ charge_number: string }>`
    select distinct charge_number
    from subscriptions join rate_plan_charges using (account_id, subscription_id)
    where subscriptions.account_id = ${accountId}::uuid and is_latest_version
    and subscription_number = ${subscriptionNumber}
    and charge_type = 'Recurring' and discount is null
    order by charge_number
  `.execute(tx);
  return rows.map((row) => row.charge_number);
}

/** As if they were never billed: first segments that nothing has billed, in all versions. */
export async function forgetThroughDates(
  tx: Transaction,
  accountId: string,
  chargeNumbers: readonly string[],
): Promise<void> {
  await sql`
    update rate_plan_charges set charged_through_date = null, processed_through_date = null
    where account_id = ${accountId}::uuid and segment = 1
    and charge_number = any (${[...chargeNumbers]}::text[])
  `.execute(tx);
}

/** As if they were billed through the last day that they had in any version: a schedule bills them. */
export async function coverByDates(
  tx: Transaction,
  charges: readonly { readonly accountId: string; readonly chargeNumber: string }[],
): Promise<void> {
  if (charges.length === 0) return;
  await sql`
    with given as (
      select distinct * from unnest(
        ${charges.map(({ accountId }) => accountId)}::uuid[],
        ${charges.map(({ chargeNumber }) => chargeNumber)}::text[]
      ) as each (account_id, charge_number)
    ), ends as (
      select account_id, charge_number, max(effective_end_date) as last
      from given join rate_plan_charges using (account_id, charge_number)
      where segment = 1 group by 1, 2
    )
    update rate_plan_charges charges
    set charged_through_date = last, processed_through_date = last
    from ends
    where charges.account_id = ends.account_id and charges.charge_number = ends.charge_number
    and charges.segment = 1
  `.execute(tx);
}

/** Of these charges of an account, those that a schedule has. */
export async function listScheduledCharges(
  tx: Transaction,
  accountId: string,
  chargeNumbers: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ charge_number: string }>`
    select charge_number from invoice_schedule_charges
    where account_id = ${accountId}::uuid and charge_number = any (${[...chargeNumbers]}::text[])
  `.execute(tx);
  return rows.map((row) => row.charge_number);
}

/** The subscriptions that an order of an account is about; undefined: it has no such order. */
export async function findSubscriptionsOfOrder(
  tx: Transaction,
  accountId: string,
  key: string,
): Promise<string[] | undefined> {
  const { rows } = await sql<{ numbers: string[] | null }>`
    select (
      select json_agg(distinct subscription_number) from order_actions actions
      where actions.account_id = orders.account_id and actions.order_id = orders.order_id
    ) as numbers
    from orders
    where account_id = ${accountId}::uuid
    and (order_number = ${key} or order_id = ${idOf(key)}::uuid)
  `.execute(tx);
  return rows[0] && (rows[0].numbers ?? []);
}
