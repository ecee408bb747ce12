import { sql, type Transaction } from "./database.ts";

export type OrderOfSubscription = {
  readonly orderNumber: string;
  /** Whether the order is of other subscriptions, or of line items, as well. */
  readonly hasOthers: boolean;
};

/** The orders that have made a subscription what it is, and those that wait for it; the latest first. */
export async function listOrdersOfSubscription(
  tx: Transaction,
  subscriptionNumber: string,
): Promise<OrderOfSubscription[]> {
  const { rows } = await sql<{ order_number: string; has_others: boolean }>`
    select order_number, exists (
      select from order_actions other
      where other.account_id = orders.account_id and other.order_id = orders.order_id
      and other.subscription_number is distinct from ${subscriptionNumber}
    ) or exists (
      select from order_line_items item
      where item.account_id = orders.account_id and item.order_id = orders.order_id
    ) as has_others
    from orders
      join order_actions action using (account_id, order_id)
    where action.subscription_number = ${subscriptionNumber}
    and orders.status <> 'Cancelled'
    group by orders.account_id, orders.order_id, order_number
    order by max(new_version) desc nulls first
  `.execute(tx);
  return rows.map((row) => ({ orderNumber: row.order_number, hasOthers: row.has_others }));
}
