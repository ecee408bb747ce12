import type { Order } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";

/** An order that is about to be saved as completed. */
export type CompletedOrder = {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly accountId: string;
  readonly currency: string;
  readonly order: Order;
  readonly changes: readonly OrderedChange[];
  readonly userId: string;
  /** ISO instant. */
  readonly now: string;
};

/** Saves a completed order with its actions. */
export async function saveOrder(tx: Transaction, completed: CompletedOrder): Promise<void> {
  const { orderId, orderNumber, accountId, currency, order, userId, now } = completed;
  await insertRows(tx, "orders", ORDER_COLUMNS, [
    {
      account_id: accountId,
      order_id: orderId,
      order_number: orderNumber,
      order_date: order.orderDate,
      status: "Completed",
      category: order.category,
      description: order.description,
      reason_code: order.reasonCode,
      currency,
      custom_fields: order.customFields,
      created_by_id: userId,
      created_at: now,
      updated_by_id: userId,
      updated_at: now,
    },
  ]);
  await insertRows(tx, "order_actions", ACTION_COLUMNS, actionRows(completed));
}

/** Whether a caller's own order number is taken. */
export async function isOrderNumberTaken(tx: Transaction, orderNumber: string): Promise<boolean> {
  const { rows } = await sql`select from orders where order_number = ${orderNumber}`.execute(tx);
  return rows.length > 0;
}

const ORDER_COLUMNS = {
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
  created_by_id: "uuid",
  created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

const ACTION_COLUMNS = {
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
} as const satisfies Columns;

const actionRows = ({ accountId, orderId, changes }: CompletedOrder) =>
  changes.flatMap(({ ordered, base, next }, subscriptionSequence) =>
    ordered.orderActions.map(({ action, triggerDates, changeReason, customFields }, sequence) => ({
      account_id: accountId,
      order_id: orderId,
      order_action_id: newId(),
      subscription_sequence: subscriptionSequence,
      subscription_number: next.subscriptionNumber,
      base_version: base?.version ?? null,
      new_version: next.version,
      sequence,
      type: action.type,
      action,
      trigger_dates: triggerDates,
      change_reason: changeReason,
      custom_fields: customFields,
    })),
  );
