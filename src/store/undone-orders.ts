/** What undoing an order needs to know of it, and how it is taken out of what is remembered. */

import type { OrderActionType } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import type { OrderStatus } from "./order-status.ts";

/** An order that is to be undone. */
export type OrderToUndo = {
  readonly accountId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly status: OrderStatus;
  /** The order that it has taken back; null where it has not. */
  readonly revertsOrderId: string | null;
  readonly actionTypes: readonly OrderActionType[];
  readonly hasLineItems: boolean;
};

/** By number; undefined when there is none. */
export async function findOrderToUndo(
  tx: Transaction,
  orderNumber: string,
): Promise<OrderToUndo | undefined> {
  const { rows } = await sql<OrderRow>`
    select account_id, order_id, order_number, status, reverts_order_id, array(
      select distinct type from order_actions
      where order_actions.account_id = orders.account_id
      and order_actions.order_id = orders.order_id
    ) as action_types, exists (
      select from order_line_items item
      where item.account_id = orders.account_id and item.order_id = orders.order_id
    ) as has_line_items
    from orders
    where order_number = ${orderNumber}
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      accountId: row.account_id,
      orderId: row.order_id,
      orderNumber: row.order_number,
      status: row.status,
      revertsOrderId: row.reverts_order_id,
      actionTypes: row.action_types,
      hasLineItems: row.has_line_items,
    }
  );
}

type OrderRow = {
  account_id: string;
  order_id: string;
  order_number: string;
  status: OrderStatus;
  reverts_order_id: string | null;
  action_types: OrderActionType[];
  has_line_items: boolean;
};

/** What the order changes or has changed. */
export async function listSubscriptionsOfOrder(
  tx: Transaction,
  { accountId, orderId }: OrderToUndo,
): Promise<string[]> {
  const { rows } = await sql<{ subscription_number: string }>`
    select distinct subscription_number from order_actions
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
    and subscription_number is not null
  `.execute(tx);
  return rows.map((row) => row.subscription_number);
}

/** A version that an order has made. */
export type OrderedVersion = {
  readonly subscriptionId: string;
  readonly invoiceOwnerId: string;
  /** Null when the order created the subscription. */
  readonly previousSubscriptionId: string | null;
  /** Another than the order's where the order has transferred it. */
  readonly previousInvoiceOwnerId: string | null;
  readonly subscriptionNumber: string;
  readonly isLatestVersion: boolean;
};

type VersionRow = {
  subscription_id: string;
  account_id: string;
  previous_subscription_id: string | null;
  previous_account_id: string | null;
  subscription_number: string;
  is_latest_version: boolean;
};

/** The versions that the order has made, in its order. */
export async function listOrderedVersions(
  tx: Transaction,
  { accountId, orderId }: OrderToUndo,
): Promise<OrderedVersion[]> {
  const { rows } = await sql<VersionRow>`
    select version.subscription_id, version.account_id, version.previous_subscription_id,
      previous.account_id as previous_account_id, made.subscription_number,
      version.is_latest_version
    from (
      select distinct subscription_sequence, subscription_number, new_version as version
      from order_actions
      where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
    ) made
    join subscriptions version using (subscription_number, version)
    left join subscriptions previous
      on previous.subscription_id = version.previous_subscription_id
    order by subscription_sequence
  `.execute(tx);
  return rows.map((row) => ({
    subscriptionId: row.subscription_id,
    invoiceOwnerId: row.account_id,
    previousSubscriptionId: row.previous_subscription_id,
    previousInvoiceOwnerId: row.previous_account_id,
    subscriptionNumber: row.subscription_number,
    isLatestVersion: row.is_latest_version,
  }));
}

/**
 * What shows that something was billed because of the order, in words ("invoice 'INV00000001'"): an
 * item of a version that it made, a line item, a memo that it made, or a charge whose through dates
 * have moved since, which billing nothing may do as well. Undefined when nothing was.
 */
export async function findBillingOfOrder(
  tx: Transaction,
  { accountId, orderId }: OrderToUndo,
  versions: readonly OrderedVersion[],
): Promise<string | undefined> {
  const made = versions.map(({ subscriptionId }) => subscriptionId);
  const owners = versions.map(({ invoiceOwnerId }) => invoiceOwnerId);
  const { rows } = await sql<{ kind: string; number: string }>`
    with versions as (
      select * from unnest(
        ${owners}::uuid[], ${made}::uuid[],
        ${versions.map((each) => each.previousInvoiceOwnerId)}::uuid[],
        ${versions.map((each) => each.previousSubscriptionId)}::uuid[]
      ) as each (account_id, subscription_id, base_account_id, base_id)
    ), charges as (
      select versions.base_account_id, versions.base_id, charge.*
      from versions join rate_plan_charges charge using (account_id, subscription_id)
    )
    select 'invoice' as kind, invoice_number as number
    from charges join invoice_items item using (account_id, subscription_id, charge_number)
      join invoices using (account_id, invoice_id)
    where invoices.status <> 'Canceled'
    union all
    select 'credit memo', credit_memo_number
    from credit_memos memo
    where account_id = any (${[accountId, ...owners]}::uuid[]) and status <> 'Canceled' and (
      order_id = ${orderId}::uuid or exists (
        select from credit_memo_items item
        where item.account_id = memo.account_id and item.credit_memo_id = memo.credit_memo_id
        and item.subscription_id = any (${made}::uuid[])
      )
    )
    union all
    select 'order line item', item_number from order_line_items
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
    and billed_item_id is not null
    union all
    select 'charge', charge_number from charges
    where (charged_through_date is not null or processed_through_date is not null)
    and not exists (
      select from rate_plan_charges base
      where base.account_id = charges.base_account_id and base.subscription_id = charges.base_id
      and base.charge_number = charges.charge_number
      and base.charged_through_date is not distinct from charges.charged_through_date
      and base.processed_through_date is not distinct from charges.processed_through_date
    )
    limit 1
  `.execute(tx);
  const [row] = rows;
  return row && `${row.kind} '${row.number}'`;
}

/** The order of a return of one of these order's line items; undefined when there is none. */
export async function findReturnOf(
  tx: Transaction,
  { accountId, orderId }: OrderToUndo,
): Promise<string | undefined> {
  const { rows } = await sql<{ order_number: string }>`
    select order_number
    from order_line_items sold
    join order_line_items back on back.account_id = sold.account_id
      and back.original_order_line_item_id = sold.order_line_item_id
    join orders on orders.account_id = back.account_id and orders.order_id = back.order_id
    where sold.account_id = ${accountId}::uuid and sold.order_id = ${orderId}::uuid
    limit 1
  `.execute(tx);
  return rows[0]?.order_number;
}

/**
 * Removes the order, its actions, its line items and the versions that it made. Those before become
 * the latest again, with the status that they had: the last of their history. What was scheduled for
 * days until `today` has happened, and does not happen again. The caller has locked the accounts.
 */
export async function deleteOrderWithVersions(
  tx: Transaction,
  { accountId, orderId }: OrderToUndo,
  versions: readonly OrderedVersion[],
  today: PlainDate,
): Promise<void> {
  const made = versions.map(({ subscriptionId }) => subscriptionId);
  const owners = versions.map(({ invoiceOwnerId }) => invoiceOwnerId);
  for (const table of ["rate_plan_charges", "rate_plans", "subscriptions"]) {
    await sql`
      delete from ${sql.table(table)}
      where account_id = any (${owners}::uuid[]) and subscription_id = any (${made}::uuid[])
    `.execute(tx);
  }
  const restored = versions.flatMap(({ previousSubscriptionId }) => previousSubscriptionId ?? []);
  const restoredOwners = versions.flatMap((each) => each.previousInvoiceOwnerId ?? []);
  await sql`
    update subscriptions
    set is_latest_version = true, status = status_history -> -1 ->> 'status',
      scheduled_cancel_date = ${ifAfter("scheduled_cancel_date", today)},
      scheduled_suspend_date = ${ifAfter("scheduled_suspend_date", today)},
      scheduled_resume_date = ${ifAfter("scheduled_resume_date", today)}
    where account_id = any (${restoredOwners}::uuid[])
    and subscription_id = any (${restored}::uuid[])
  `.execute(tx);
  for (const table of ["order_actions", "order_line_items", "orders"]) {
    await sql`
      delete from ${sql.table(table)}
      where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
    `.execute(tx);
  }
}

const ifAfter = (column: string, day: PlainDate) =>
  sql`case when ${sql.ref(column)} > ${day}::date then ${sql.ref(column)} end`;
