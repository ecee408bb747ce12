import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { deleteOrderWithVersions, findBillingOfOrder, findReturnOf } from "#store/undone-orders.ts";
import type { Context } from "./context.ts";
import { DELETABLE, lockOrderToUndo } from "./order-to-undo.ts";

/**
 * Takes back an order of which nothing was billed: its subscriptions are again what they were before
 * it, those that it created are gone, and so is the order. One that was not executed is just gone.
 *
 * Errors: those of lockOrderToUndo, ORDER_HAS_BEEN_BILLED. Nothing is written then.
 */
export const deleteOrder = (context: Context, orderNumber: string): Promise<void> =>
  inTransaction(context.database, context.entityId, (tx) =>
    takeBackOrder(tx, context, orderNumber),
  );

/** The same, in a transaction of the caller's. */
export async function takeBackOrder(
  tx: Transaction,
  context: Context,
  orderNumber: string,
): Promise<void> {
  const { order, versions } = await lockOrderToUndo(tx, orderNumber, DELETABLE);
  const billing = await findBillingOfOrder(tx, order, versions);
  if (billing) throw new BillingError("ORDER_HAS_BEEN_BILLED", { orderNumber, billing });
  const returned = await findReturnOf(tx, order);
  if (returned !== undefined) {
    const reason = `order '${returned}' returns what it sold`;
    throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
  }
  await deleteOrderWithVersions(tx, order, versions, context.today());
}
