import { inTransaction } from "#store/database.ts";
import { saveCancelledOrder, type WaitingOrder } from "#store/waiting-orders.ts";
import { authorOf, type Context } from "./context.ts";
import { keepingScheduledOrders } from "./keeping-scheduled-orders.ts";
import { lockWaitingOrder } from "./lock-waiting-order.ts";

/**
 * Cancels an order that was not executed: a draft or a scheduled one. It is kept, and can only be
 * deleted from then on. Subscriptions are cancelled by orders: this is something else.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_NOT_WAITING; SCHEDULED_ORDER_IN_THE_WAY (one that needs it).
 */
export const cancelOrder = (
  context: Context,
  orderNumber: string,
  cancelReason: string | null,
): Promise<WaitingOrder> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const waiting = await lockWaitingOrder(tx, orderNumber, {
      statuses: ["Draft", "Scheduled"],
      done: "cancelled",
    });
    const author = authorOf(context);
    const { accountId, order } = waiting;
    const subscriptionNumbers =
      order?.subscriptions.flatMap((each) => each.subscriptionNumber ?? []) ?? [];
    await keepingScheduledOrders(tx, context, { accountId, subscriptionNumbers }, () =>
      saveCancelledOrder(tx, waiting, cancelReason, author),
    );
    return waiting;
  });
