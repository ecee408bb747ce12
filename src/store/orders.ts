import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { Order, OrderedSubscription } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { isMade, isWaiting } from "#engine/order-actions/decide-order.ts";
import { sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";
import { findNumberInUse } from "./numbers.ts";
import type { OrderStatus } from "./order-status.ts";
import { toStored } from "./stored-values.ts";

/** An order that is about to be saved as executed. */
export type ExecutedOrder = OrderRecord & {
  readonly changes: readonly OrderedChange[];
};

/** What every row of an order says, whether it is executed or waits. */
export type OrderRecord = {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly accountId: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly order: Order;
  readonly userId: string;
  /** ISO instant. */
  readonly now: string;
};

/** Saves an order that was executed at once, as far as no date is missing, with its actions. */
export const saveOrder = (tx: Transaction, executed: ExecutedOrder): Promise<void> =>
  saveOrders(tx, [executed]);

/** The same of many. */
export async function saveOrders(
  tx: Transaction,
  executed: readonly ExecutedOrder[],
): Promise<void> {
  await insertRows(tx, "orders", ORDER_COLUMNS, executed.map(orderRow));
  await insertRows(tx, "order_actions", ACTION_COLUMNS, executed.flatMap(executedActionRows));
}

export const orderRow = (record: OrderRecord) => ({
  account_id: record.accountId,
  order_id: record.orderId,
  order_number: record.orderNumber,
  order_date: record.order.orderDate,
  status: record.status,
  category: record.order.category,
  description: record.order.description,
  reason_code: record.order.reasonCode,
  currency: record.currency,
  custom_fields: record.order.customFields,
  to_execute: record.status === "Completed" ? null : toStored(withoutActions(record.order)),
  scheduled_date: record.order.schedulingOptions?.scheduledDate ?? null,
  scheduled_date_policy: record.order.schedulingOptions?.scheduledDatePolicy ?? null,
  failed_reason: null,
  created_by_id: record.userId,
  created_at: record.now,
  updated_by_id: record.userId,
  updated_at: record.now,
});
/** A version that an order that reverts another has made of a subscription. */
export type RevertedVersion = {
  readonly subscriptionNumber: string;
  readonly baseVersion: number;
  readonly newVersion: number;
};

/** What the action RevertOrder is kept as: no caller can order it. */
export type RevertOrderAction = {
  readonly type: "RevertOrder";
  /** Of the order that is reverted. */
  readonly orderNumber: string;
};

/** Saves the actions of an order that reverts another, one a subscription. */
export const saveRevertActions = (
  tx: Transaction,
  { accountId, orderId }: { readonly accountId: string; readonly orderId: string },
  action: RevertOrderAction,
  versions: readonly RevertedVersion[],
): Promise<void> =>
  insertRows(
    tx,
    "order_actions",
    ACTION_COLUMNS,
    versions.map(({ subscriptionNumber, baseVersion, newVersion }, subscriptionSequence) => ({
      account_id: accountId,
      order_id: orderId,
      order_action_id: newId(),
      subscription_sequence: subscriptionSequence,
      subscription_number: subscriptionNumber,
      base_version: baseVersion,
      new_version: newVersion,
      sequence: 0,
      type: action.type,
      action,
      trigger_dates: NO_TRIGGER_DATES,
      change_reason: null,
      custom_fields: {},
      to_execute: null,
    })),
  );

/** The actions have rows of their own. */
const withoutActions = (order: Order): Order => ({
  ...order,
  subscriptions: order.subscriptions.map((each) => ({ ...each, orderActions: [] })),
});

/** Whether a caller's own order number is taken. */
export async function isOrderNumberTaken(tx: Transaction, orderNumber: string): Promise<boolean> {
  return (await findNumberInUse(tx, "orders", "order_number", [orderNumber])) !== undefined;
}

export const ORDER_COLUMNS = {
  account_id: "uuid",
  order_id: "uuid",
  order_number: "text",
  order_date: "date",
  status: "text",
  category: "text",
  description: "text",
  reason_code: "text",
  currency: "text",
  custom_fields: "jsonb",
  to_execute: "jsonb",
  scheduled_date: "date",
  scheduled_date_policy: "text",
  failed_reason: "text",
  created_by_id: "uuid",
  created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export const ACTION_COLUMNS = {
  account_id: "uuid",
  order_id: "uuid",
  order_action_id: "uuid",
  subscription_sequence: "integer",
  subscription_number: "text",
  base_version: "integer",
  new_version: "integer",
  sequence: "integer",
  type: "text",
  action: "jsonb",
  trigger_dates: "jsonb",
  change_reason: "text",
  custom_fields: "jsonb",
  to_execute: "jsonb",
} as const satisfies Columns;

const executedActionRows = ({ accountId, orderId, changes }: ExecutedOrder) =>
  changes.flatMap((change, subscriptionSequence) =>
    actionRows({ accountId, orderId }, change.ordered, subscriptionSequence).map((row) => ({
      ...row,
      ...madeOf(change, row.sequence),
    })),
  );

/** What has become of an action, by its place among those on its subscription. */
export function madeOf(change: OrderedChange, sequence: number) {
  const { ordered, base, next } = change;
  return {
    subscription_number: next.subscriptionNumber,
    base_version: isMade(change) ? (base?.version ?? null) : null,
    new_version: isMade(change) ? next.version : null,
    to_execute: isWaiting(change) ? toStored(ordered.orderActions[sequence]) : null,
  };
}

/** The actions on one subscription. */
export const actionRows = (
  { accountId, orderId }: Pick<OrderRecord, "accountId" | "orderId">,
  { orderActions }: OrderedSubscription,
  subscriptionSequence: number,
) =>
  orderActions.map(({ action, triggerDates, changeReason, customFields }, sequence) => ({
    account_id: accountId,
    order_id: orderId,
    order_action_id: newId(),
    subscription_sequence: subscriptionSequence,
    sequence,
    type: action.type,
    action,
    trigger_dates: triggerDates,
    change_reason: changeReason,
    custom_fields: customFields,
  }));

/** Of the actions that have made a version of a subscription, in their sequence. */
export async function listActionIdsOfVersion(
  tx: Transaction,
  subscriptionId: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.order_action_id as id from subscriptions s join order_actions a using (order_id)
    where s.subscription_id = ${subscriptionId}::uuid
      and a.subscription_number = s.subscription_number
    order by a.sequence
  `.execute(tx);
  return rows.map(({ id }) => id);
}
