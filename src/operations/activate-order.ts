import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import { executeWaitingOrder } from "./execute-waiting-order.ts";
import { lockWaitingOrder } from "./lock-waiting-order.ts";

/**
 * Executes a draft as if it were ordered now. One that cannot be executed stays the draft that it is.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_NOT_WAITING, and those of createOrder.
 */
export const activateOrder = (context: Context, orderNumber: string): Promise<CreatedOrder> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const waiting = await lockWaitingOrder(tx, orderNumber, {
      statuses: ["Draft"],
      done: "activated",
    });
    return executeWaitingOrder(tx, context, waiting);
  });
