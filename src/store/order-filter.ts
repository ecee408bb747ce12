/** Which orders a list has. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql } from "./database.ts";
import type { OrderStatus } from "./order-status.ts";

export type OrderFilter = {
  /** Orders that changed this subscription. */
  readonly subscriptionNumber?: string;
  /** Orders that made something that this account owns, and its own that still wait. */
  readonly subscriptionOwnerId?: string;
  /** Orders of this account, and those that made something that it is billed for. */
  readonly invoiceOwnerId?: string;
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

/** On orders `o`. */
export function conditionOf({ statuses, days, ...filter }: OrderFilter) {
  const { subscriptionNumber, subscriptionOwnerId, invoiceOwnerId } = filter;
  const conditions = [sql`true`];
  if (subscriptionOwnerId !== undefined) {
    conditions.push(sql`(o.account_id = ${subscriptionOwnerId}::uuid and o.to_execute is not null
      or o.order_id in (
        select order_id from subscriptions
        where subscription_owner_id = ${subscriptionOwnerId}::uuid))`);
  }
  if (invoiceOwnerId !== undefined) {
    conditions.push(sql`(o.account_id = ${invoiceOwnerId}::uuid or o.order_id in (
      select order_id from subscriptions where account_id = ${invoiceOwnerId}::uuid))`);
  }
  if (statuses) conditions.push(sql`o.status = any (${[...statuses]})`);
  if (subscriptionNumber !== undefined) {
    conditions.push(sql`o.order_id in (
      select t.order_id from order_actions t
      where t.subscription_number = ${subscriptionNumber} and t.account_id in (
        select account_id from subscriptions where subscription_number = ${subscriptionNumber}))`);
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
