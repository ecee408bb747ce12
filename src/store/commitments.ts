/** Subscriptions with commitments, and the orders that have made these. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { type StoredSubscription, withRatePlans } from "./subscriptions.ts";

type Sql = ReturnType<typeof sql>;

const IS_TRUE_UP = sql`charges.model_terms #>> '{commitment,chargeFunction}' = 'CommitmentTrueUp'`;

/** Of an account that has subscribed, by number. */
export const listCommittedSubscriptions = (
  tx: Transaction,
  accountId: string,
): Promise<StoredSubscription[]> =>
  listCommitted(tx, sql`subscription_owner_id = ${accountId}::uuid`, IS_TRUE_UP);

/** The one whose true-up charge has the original id or number; undefined when there is none. */
export async function findCommittedSubscription(
  tx: Transaction,
  key: string,
): Promise<StoredSubscription | undefined> {
  const isIt = sql`(charges.original_charge_id = ${idOf(key)}::uuid
    or charges.charge_number = ${key})`;
  const [found] = await listCommitted(tx, sql`true`, sql`${IS_TRUE_UP} and ${isIt}`);
  return found;
}

async function listCommitted(
  tx: Transaction,
  ofSubscription: Sql,
  ofCharge: Sql,
): Promise<StoredSubscription[]> {
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions where is_latest_version and ${ofSubscription} and exists (
      select from rate_plan_charges charges
      where charges.account_id = subscriptions.account_id
        and charges.subscription_id = subscriptions.subscription_id and ${ofCharge}
    )
    order by subscription_number
  `.execute(tx);
  return withRatePlans(tx, rows);
}

export type OriginOrder = { readonly orderId: string; readonly orderNumber: string };

/** The orders whose versions were the first with these charges, by charge number. */
export async function findOriginOrders(
  tx: Transaction,
  chargeNumbers: readonly string[],
): Promise<ReadonlyMap<string, OriginOrder>> {
  if (chargeNumbers.length === 0) return new Map();
  const { rows } = await sql<{ charge_number: string; order_id: string; order_number: string }>`
    select distinct on (charge_number) charge_number, order_id, order_number
    from rate_plan_charges charges join subscriptions using (account_id, subscription_id)
      join orders using (order_id)
    where charge_number = any (${[...chargeNumbers]}::text[])
    order by charge_number, subscriptions.version
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.charge_number,
      { orderId: row.order_id, orderNumber: row.order_number },
    ]),
  );
}
