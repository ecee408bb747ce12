import { assert } from "#engine/assert.ts";
import type { Transaction } from "#store/database.ts";
import type { WaitingOrder } from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, executeOrder } from "./create-order.ts";

/**
 * Executes an order that waits, as if it were ordered now, and completes its rows. The caller has
 * locked its account, and knows that it may be executed.
 *
 * Errors: those of createOrder. Nothing is written then, and the order still waits.
 */
export async function executeWaitingOrder(
  tx: Transaction,
  context: Context,
  { order, ...waiting }: WaitingOrder,
): Promise<CreatedOrder> {
  assert(order, "an order that waits has what is to be executed");
  const status = order.status === "Completed" ? order.status : null;
  return executeOrder(tx, context, { ...order, status }, waiting);
}
