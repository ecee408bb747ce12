import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { replaceWaitingOrder, type WaitingOrder } from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import { performOrder } from "./create-order.ts";
import { lockWaitingOrder } from "./lock-waiting-order.ts";
import type { RequestedOrder } from "./open-accounts.ts";
import { scheduleOrder } from "./schedule-order.ts";

/**
 * Replaces a draft or a scheduled order by another, whole: what the new one does not say is gone. It
 * keeps its number and its account, and stays what it is: it is executed by being activated, or on
 * its day.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_NOT_WAITING, NOT_ALLOWED, and those of scheduleOrder.
 */
export const updateOrder = (
  context: Context,
  orderNumber: string,
  order: RequestedOrder,
): Promise<WaitingOrder> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const waiting = await lockWaitingOrder(tx, orderNumber, {
      statuses: ["Draft", "Scheduled"],
      done: "updated",
    });
    if (!("accountKey" in order)) throw anothersOrder(waiting);
    const { accountId, orderId, status } = waiting;
    const account = await findAccount(tx, order.accountKey);
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: order.accountKey });
    refuseWhatStays(waiting, order, account.accountId);
    const { currency } = account;
    const { userId } = context;
    const now = context.now.toString();
    const record = { orderId, orderNumber, accountId, currency, status, order, userId, now };
    const save = () => replaceWaitingOrder(tx, record);
    if (status !== "Scheduled") await save();
    else await scheduleOrder(tx, context, record, { perform: performOrder, save });
    return waiting;
  });

function refuseWhatStays(waiting: WaitingOrder, order: Order, accountId: string): void {
  const { orderNumber, status } = waiting;
  if (accountId !== waiting.accountId) throw anothersOrder(waiting);
  if (order.orderNumber !== null && order.orderNumber !== orderNumber) {
    const message = `Order '${orderNumber}' keeps its number: it cannot become '${order.orderNumber}'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  assert(order.status !== null, "an update of an order says what it stays");
  if (order.status === status) return;
  const message = `Order '${orderNumber}' is ${status} and stays so: it does not become ${order.status} by being updated.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const anothersOrder = ({ orderNumber, accountNumber }: WaitingOrder): BillingError => {
  const message = `Order '${orderNumber}' belongs to account '${accountNumber}': it cannot become another's.`;
  return new BillingError("NOT_ALLOWED", { message });
};
