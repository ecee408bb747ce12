/** Which orders a list shows. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql } from "./database.ts";
import type { OrderStatus } from "./order-status.ts";

export type OrderFilter = {
  /** Orders that changed this subscription. */
  readonly subscriptionNumber?: string;
  readonly accountId?: string;
  /** Undefined: any. */
  readonly statuses?: readonly OrderStatus[];
  /** Days on which orders are found, the first and the last included; null: no limit. */
  readonly days?: {
    readonly of: "orderDate" | "updatedDate";
    readonly from: PlainDate | null;
    readonly to: PlainDate | null;
    /** Where the days of updatedDate begin. */
    readonly timeZone: string;
  };
};

/** A condition on orders as `o`. */
export function conditionOf({ subscriptionNumber, accountId, statuses, days }: OrderFilter) {
  const conditions = [sql`true`];
  if (accountId !== undefined) conditions.push(sql`o.account_id = ${accountId}::uuid`);
  if (statuses) conditions.push(sql`o.status = any (${[...statuses]})`);
  if (subscriptionNumber !== undefined) {
    conditions.push(sql`exists (
      select from order_actions t
      where t.account_id = o.account_id and t.order_id = o.order_id
        and t.subscription_number = ${subscriptionNumber})`);
  }
  if (days) {
    const day =
      days.of === "orderDate"
        ? sql`o.order_date`
        : sql`(o.updated_at at time zone ${days.timeZone})::date`;
    if (days.from !== null) conditions.push(sql`${day} >= ${days.from}::date`);
    if (days.to !== null) conditions.push(sql`${day} <= ${days.to}::date`);
  }
  return sql`${sql.join(conditions, sql` and `)}`;
}
