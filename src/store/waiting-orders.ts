/**
 * Orders that wait to be executed: their rows, and nothing else. Executing one reads them back into
 * an Order of the engine and completes them, with the ids and the number that they have.
 */
import type { Order, OrderedAction, TriggerDates } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { sql, type Transaction } from "./database.ts";
import { type Columns, insertRows, updateRows } from "./insert-rows.ts";
import type { ChangeAuthor, OrderKeys } from "./order-changes.ts";
import type { OrderStatus } from "./order-pages.ts";
import { ACTION_COLUMNS, actionRows, ORDER_COLUMNS, type OrderRecord, orderRow } from "./orders.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type WaitingOrder = OrderKeys & {
  readonly orderNumber: string;
  readonly accountNumber: string;
  readonly status: OrderStatus;
  /** As it was asked for, with what was changed of it since; undefined once it is executed. */
  readonly order: Order | undefined;
};

/** By number, whatever its status; undefined when there is none. The caller locks its account. */
export async function findWaitingOrder(
  tx: Transaction,
  orderNumber: string,
): Promise<WaitingOrder | undefined> {
  const { rows } = await sql<OrderRow>`
    select o.account_id, o.order_id, o.order_number, o.status, o.custom_fields, o.to_execute,
      a.account_number
    from orders o join accounts a using (account_id)
    where o.order_number = ${orderNumber}
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      accountId: row.account_id,
      orderId: row.order_id,
      orderNumber: row.order_number,
      accountNumber: row.account_number,
      status: row.status,
      order: row.to_execute === null ? undefined : await toOrder(tx, row),
    }
  );
}

/** Saves an order that is not executed yet, with its actions. */
export async function saveWaitingOrder(tx: Transaction, record: OrderRecord): Promise<void> {
  await insertRows(tx, "orders", WAITING_COLUMNS, [waitingRow(record)]);
  await saveWaitingActions(tx, record);
}

/** Puts another order in the place of one that waits; number, author and day of creation stay. */
export async function replaceWaitingOrder(tx: Transaction, record: OrderRecord): Promise<void> {
  const { created_by_id: _, created_at: __, ...sets } = WAITING_COLUMNS;
  const { account_id, order_id, ...columns } = sets;
  const keys = { account_id, order_id };
  await updateRows(tx, "orders", { keys, sets: columns }, [waitingRow(record)]);
  await sql`
    delete from order_actions
    where account_id = ${record.accountId}::uuid and order_id = ${record.orderId}::uuid
  `.execute(tx);
  await saveWaitingActions(tx, record);
}

/** What executing a waiting order has made of it. */
export type ExecutedWaitingOrder = OrderKeys & {
  readonly status: "Completed" | "Pending";
  readonly changes: readonly OrderedChange[];
};

/** Completes the rows of a waiting order that was executed. */
export async function saveExecutedWaitingOrder(
  tx: Transaction,
  { accountId, orderId, status, changes }: ExecutedWaitingOrder,
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await sql`
    update orders set status = ${status}, to_execute = null,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
  `.execute(tx);
  const executed = changes.flatMap(({ ordered, base, next }, subscriptionSequence) =>
    ordered.orderActions.map((_, sequence) => ({
      account_id: accountId,
      order_id: orderId,
      subscription_sequence: subscriptionSequence,
      sequence,
      subscription_number: next.subscriptionNumber,
      base_version: base?.version ?? null,
      new_version: next.version,
      to_execute: null,
    })),
  );
  await updateRows(tx, "order_actions", { keys: PLACE_COLUMNS, sets: MADE_COLUMNS }, executed);
}

/** Another status for an order that is not executed by it. */
export async function saveOrderStatus(
  tx: Transaction,
  { accountId, orderId }: OrderKeys,
  status: OrderStatus,
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await sql`
    update orders set status = ${status},
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
  `.execute(tx);
}

/** It stays, never to be executed: Cancelled, with the reason that was given. */
export async function saveCancelledOrder(
  tx: Transaction,
  keys: OrderKeys,
  cancelReason: string | null,
  author: ChangeAuthor,
): Promise<void> {
  await saveOrderStatus(tx, keys, "Cancelled", author);
  await sql`
    update orders set cancel_reason = ${cancelReason}
    where account_id = ${keys.accountId}::uuid and order_id = ${keys.orderId}::uuid
  `.execute(tx);
}

const WAITING_COLUMNS = {
  ...ORDER_COLUMNS,
  to_execute: "jsonb",
  scheduled_date: "date",
  scheduled_date_policy: "text",
} as const satisfies Columns;

const WAITING_ACTION_COLUMNS = {
  ...ACTION_COLUMNS,
  to_execute: "jsonb",
} as const satisfies Columns;

const PLACE_COLUMNS = {
  account_id: "uuid",
  order_id: "uuid",
  subscription_sequence: "integer",
  sequence: "integer",
} as const satisfies Columns;

const MADE_COLUMNS = {
  subscription_number: "text",
  base_version: "integer",
  new_version: "integer",
  to_execute: "jsonb",
} as const satisfies Columns;

/** The actions have rows of their own. */
const waitingRow = (record: OrderRecord) => ({
  ...orderRow(record),
  to_execute: toStored({
    ...record.order,
    subscriptions: record.order.subscriptions.map((each) => ({ ...each, orderActions: [] })),
  }),
  scheduled_date: record.order.schedulingOptions?.scheduledDate ?? null,
  scheduled_date_policy: record.order.schedulingOptions?.scheduledDatePolicy ?? null,
});

async function saveWaitingActions(tx: Transaction, record: OrderRecord): Promise<void> {
  const rows = record.order.subscriptions.flatMap((ordered, subscriptionSequence) =>
    actionRows(record, ordered, subscriptionSequence).map((row) => ({
      ...row,
      subscription_number: ordered.subscriptionNumber ?? chosenNumber(ordered.orderActions),
      to_execute: toStored(ordered.orderActions[row.sequence]),
    })),
  );
  await insertRows(tx, "order_actions", WAITING_ACTION_COLUMNS, rows);
}

/** The number that a creation asks for, where it does. */
function chosenNumber(orderActions: readonly OrderedAction[]): string | null {
  const action = orderActions[0]?.action;
  return action?.type === "CreateSubscription" ? action.subscriptionNumber : null;
}

type Stored = Parameters<typeof fromStored>[0];

type OrderRow = {
  account_id: string;
  order_id: string;
  order_number: string;
  account_number: string;
  status: OrderStatus;
  custom_fields: Order["customFields"];
  to_execute: Stored;
};

type ActionRow = {
  subscription_sequence: number;
  trigger_dates: TriggerDates;
  change_reason: string | null;
  custom_fields: OrderedAction["customFields"];
  to_execute: Stored;
};

/** What can be changed of an order that waits is read from where it is changed. */
async function toOrder(tx: Transaction, row: OrderRow): Promise<Order> {
  const { rows: actions } = await sql<ActionRow>`
    select subscription_sequence, trigger_dates, change_reason, custom_fields, to_execute
    from order_actions
    where account_id = ${row.account_id}::uuid and order_id = ${row.order_id}::uuid
    order by subscription_sequence, sequence
  `.execute(tx);
  const order = fromStored(row.to_execute) as Order;
  const bySubscription = Map.groupBy(actions, (action) => action.subscription_sequence);
  return {
    ...order,
    orderNumber: row.order_number,
    accountKey: row.account_id,
    customFields: row.custom_fields,
    subscriptions: order.subscriptions.map((ordered, sequence) => ({
      ...ordered,
      orderActions: (bySubscription.get(sequence) ?? []).map(toOrderedAction),
    })),
  };
}

const toOrderedAction = (row: ActionRow): OrderedAction => ({
  ...(fromStored(row.to_execute) as OrderedAction),
  triggerDates: row.trigger_dates,
  changeReason: row.change_reason,
  customFields: row.custom_fields,
});
