/**
 * Orders that wait to be executed: their rows, and nothing else. Executing one reads them back into
 * an Order of the engine and completes them, with the ids and the number that they have.
 */
import type { Order, OrderedAction, TriggerDates } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { sql, type Transaction } from "./database.ts";
import { type Columns, insertRows, updateRows } from "./insert-rows.ts";
import type { ChangeAuthor, OrderKeys } from "./order-changes.ts";
import type { OrderStatus } from "./order-status.ts";
import {
  ACTION_COLUMNS,
  actionRows,
  madeOf,
  ORDER_COLUMNS,
  type OrderRecord,
  orderRow,
} from "./orders.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type WaitingOrder = OrderKeys & {
  readonly orderNumber: string;
  readonly accountNumber: string;
  readonly status: OrderStatus;
  /**
   * As it was asked for, with what was changed of it since; undefined once it is executed. Of a
   * Pending order only the actions that wait: the others are executed.
   */
  readonly order: Order | undefined;
  /** By the order's subscriptions: null for one that is to be created, unless a number was chosen. */
  readonly subscriptionNumbers: readonly (string | null)[];
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
  if (!row) return undefined;
  const actions = row.to_execute === null ? [] : await listActions(tx, row);
  const order = row.to_execute === null ? undefined : toOrder(row, actions);
  return {
    accountId: row.account_id,
    orderId: row.order_id,
    orderNumber: row.order_number,
    accountNumber: row.account_number,
    status: row.status,
    order,
    subscriptionNumbers: (order?.subscriptions ?? []).map(
      (_, sequence) =>
        actions.find((action) => action.subscription_sequence === sequence)?.subscription_number ??
        null,
    ),
  };
}

/** The numbers of those of these subscriptions on which an order of the account is Pending. */
export async function listPendingOrdersOn(
  tx: Transaction,
  accountId: string,
  subscriptionNumbers: readonly string[],
): Promise<{ orderNumber: string; subscriptionNumber: string }[]> {
  const { rows } = await sql<{ orderNumber: string; subscriptionNumber: string }>`
    select distinct order_number as "orderNumber", subscription_number as "subscriptionNumber"
    from order_actions join orders using (account_id, order_id)
    where account_id = ${accountId}::uuid and orders.status = 'Pending'
    and subscription_number = any (${subscriptionNumbers})
    order by order_number
  `.execute(tx);
  return rows;
}

/** Saves an order that is not executed yet, with its actions. */
export async function saveWaitingOrder(tx: Transaction, record: OrderRecord): Promise<void> {
  await insertRows(tx, "orders", ORDER_COLUMNS, [orderRow(record)]);
  await saveWaitingActions(tx, record);
}

/** Puts another order in the place of one that waits; number, author and day of creation stay. */
export async function replaceWaitingOrder(tx: Transaction, record: OrderRecord): Promise<void> {
  const { account_id, order_id, created_by_id: _, created_at: __, ...sets } = ORDER_COLUMNS;
  const keys = { account_id, order_id };
  await updateRows(tx, "orders", { keys, sets }, [orderRow(record)]);
  await sql`
    delete from order_actions
    where account_id = ${record.accountId}::uuid and order_id = ${record.orderId}::uuid
  `.execute(tx);
  await saveWaitingActions(tx, record);
}

/** What executing a waiting order has made of it. */
export type ExecutedWaitingOrder = OrderKeys & {
  readonly status: "Completed" | "Pending";
  /** By the order's subscriptions; undefined for one of which nothing has waited. */
  readonly changes: readonly (OrderedChange | undefined)[];
};

/** Completes the rows of an order that waited and was executed, as far as no date is missing. */
export async function saveExecutedWaitingOrder(
  tx: Transaction,
  { accountId, orderId, status, changes }: ExecutedWaitingOrder,
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await sql`
    update orders set status = ${status}, failed_reason = null,
      to_execute = case when ${status} = 'Pending' then to_execute end,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
  `.execute(tx);
  const executed = changes.flatMap((change, subscriptionSequence) => {
    if (!change) return [];
    return change.ordered.orderActions.map((_, sequence) => ({
      account_id: accountId,
      order_id: orderId,
      subscription_sequence: subscriptionSequence,
      sequence,
      ...madeOf(change, sequence),
    }));
  });
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

async function saveWaitingActions(tx: Transaction, record: OrderRecord): Promise<void> {
  const rows = record.order.subscriptions.flatMap((ordered, subscriptionSequence) =>
    actionRows(record, ordered, subscriptionSequence).map((row) => ({
      ...row,
      subscription_number: ordered.subscriptionNumber ?? chosenNumber(ordered.orderActions),
      base_version: null,
      new_version: null,
      to_execute: toStored(ordered.orderActions[row.sequence]),
    })),
  );
  await insertRows(tx, "order_actions", ACTION_COLUMNS, rows);
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
  subscription_number: string | null;
  trigger_dates: TriggerDates;
  change_reason: string | null;
  custom_fields: OrderedAction["customFields"];
  to_execute: Stored;
};

async function listActions(tx: Transaction, order: OrderRow): Promise<ActionRow[]> {
  const { rows } = await sql<ActionRow>`
    select subscription_sequence, subscription_number, trigger_dates, change_reason,
      custom_fields, to_execute
    from order_actions
    where account_id = ${order.account_id}::uuid and order_id = ${order.order_id}::uuid
    order by subscription_sequence, sequence
  `.execute(tx);
  return rows;
}

/** What can be changed of an order that waits is read from where it is changed. */
function toOrder(row: OrderRow, actions: readonly ActionRow[]): Order {
  const order = fromStored(row.to_execute) as Order;
  const waiting = actions.filter((action) => action.to_execute !== null);
  const bySubscription = Map.groupBy(waiting, (action) => action.subscription_sequence);
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

/** Keeps the dates that an order which waits was given; what it says else stays. */
export async function saveGivenDates(
  tx: Transaction,
  { accountId, orderId }: OrderKeys,
  order: Order,
): Promise<void> {
  const rows = order.subscriptions.flatMap(({ orderActions }, subscriptionSequence) =>
    orderActions.map((ordered, sequence) => ({
      account_id: accountId,
      order_id: orderId,
      subscription_sequence: subscriptionSequence,
      sequence,
      action: ordered.action,
      trigger_dates: ordered.triggerDates,
      to_execute: toStored(ordered),
    })),
  );
  await updateRows(tx, "order_actions", { keys: PLACE_COLUMNS, sets: DATED_COLUMNS }, rows);
}

const DATED_COLUMNS = {
  action: "jsonb",
  trigger_dates: "jsonb",
  to_execute: "jsonb",
} as const satisfies Columns;
