/** What was billed elsewhere before: days for which there are no documents to credit. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

export type CaughtUpCharge = {
  readonly accountId: string;
  readonly chargeNumber: string;
  readonly segment: number;
  readonly throughDate: PlainDate;
};

/** Remembers how far charges were caught up; their accounts are locked. */
export async function saveCaughtUpCharges(
  tx: Transaction,
  charges: readonly CaughtUpCharge[],
): Promise<void> {
  if (charges.length === 0) return;
  await sql`
    with given as materialized (
      select * from unnest(
        ${charges.map((charge) => charge.accountId)}::uuid[],
        ${charges.map((charge) => charge.chargeNumber)}::text[],
        ${charges.map((charge) => charge.segment)}::integer[],
        ${charges.map((charge) => charge.throughDate)}::date[]
      ) as each (account_id, charge_number, segment, through_date)
    ), saved as (
      insert into caught_up_charges (account_id, charge_number, segment, through_date)
      select * from given
      on conflict (account_id, charge_number, segment)
      do update set through_date = excluded.through_date
    )
    update accounts set caught_up_through_date = greatest(caught_up_through_date, latest)
    from (select account_id, max(through_date) as latest from given group by account_id) each
    where accounts.account_id = each.account_id
  `.execute(tx);
}

/** Of these accounts, those that have been billed: what is caught up with has not. */
export async function listBilledAccounts(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ account_id: string }>`
    select distinct account_id from invoices
    where account_id = any (${accountIds}::uuid[]) and status <> 'Canceled'
  `.execute(tx);
  return new Set(rows.map((row) => row.account_id));
}

/** How far charges of an account were caught up, by charge number and segment. */
export async function listCaughtUpCharges(
  tx: Transaction,
  accountId: string,
): Promise<Map<string, PlainDate>> {
  const { rows } = await sql<{ charge_number: string; segment: number; through_date: PlainDate }>`
    select charge_number, segment, through_date from caught_up_charges
    where account_id = ${accountId}::uuid
  `.execute(tx);
  return new Map(rows.map((row) => [`${row.charge_number} ${row.segment}`, row.through_date]));
}
