/** Orders that wait for their day. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import type { ChangeAuthor, OrderKeys } from "./order-changes.ts";

export type ScheduledOrder = {
  readonly accountId: string;
  readonly orderNumber: string;
  readonly scheduledDate: PlainDate;
  /** Null for one that creates a subscription. */
  readonly subscriptionNumber: string | null;
  /** Who has scheduled it. */
  readonly userId: string;
};

/** Those of some subscriptions of an account that wait for their day, in the sequence of their days. */
export const listScheduledOrdersOf = (
  tx: Transaction,
  accountId: string,
  subscriptionNumbers: readonly string[],
): Promise<ScheduledOrder[]> =>
  listWhere(
    tx,
    sql`o.account_id = ${accountId}::uuid and exists (
      select from order_actions a
      where a.account_id = o.account_id and a.order_id = o.order_id
      and a.subscription_number = any (${[...subscriptionNumbers]})
    )`,
  );

/** Those whose day is `today` or has passed, in the sequence of their days. */
export const listDueScheduledOrders = (
  tx: Transaction,
  today: PlainDate,
): Promise<ScheduledOrder[]> => listWhere(tx, sql`o.scheduled_date <= ${today}::date`);

type Row = {
  account_id: string;
  order_number: string;
  scheduled_date: PlainDate;
  subscription_number: string | null;
  created_by_id: string;
};

async function listWhere(
  tx: Transaction,
  condition: ReturnType<typeof sql>,
): Promise<ScheduledOrder[]> {
  const { rows } = await sql<Row>`
    select o.account_id, o.order_number, o.scheduled_date, o.created_by_id, (
      select a.subscription_number from order_actions a
      where a.account_id = o.account_id and a.order_id = o.order_id
      order by a.subscription_sequence, a.sequence limit 1
    ) as subscription_number
    from orders o
    where o.status in ('Scheduled', 'Executing') and ${condition}
    order by o.scheduled_date, o.order_id
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    orderNumber: row.order_number,
    scheduledDate: row.scheduled_date,
    subscriptionNumber: row.subscription_number,
    userId: row.created_by_id,
  }));
}

/** Not executed this time: it waits for the next, or has Failed for good. */
export async function saveFailedExecution(
  tx: Transaction,
  { accountId, orderId }: OrderKeys,
  { status, reason }: { readonly status: "Scheduled" | "Failed"; readonly reason: string },
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await sql`
    update orders set status = ${status}, failed_reason = ${reason},
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
  `.execute(tx);
}
