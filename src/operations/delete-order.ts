import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deleteOrderWithVersions,
  findBillingOfOrder,
  findReturnOf,
  listSubscriptionsOfOrder,
  type OrderedVersion,
  type OrderToUndo,
} from "#store/undone-orders.ts";
import { listPendingOrdersOn } from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import { keepingScheduledOrders } from "./keeping-scheduled-orders.ts";
import { DELETABLE, lockOrderToUndo } from "./order-to-undo.ts";
import { refreshPrepaidFunds } from "./refresh-prepaid-funds.ts";

/**
 * Takes back an order of which nothing was billed: its subscriptions are again what they were before
 * it, those that it created are gone, and so is the order. One that was not executed is just gone.
 *
 * Errors: those of lockOrderToUndo, ORDER_HAS_BEEN_BILLED, SCHEDULED_ORDER_IN_THE_WAY. Nothing is written then.
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
  await refuseUnderPendingOrder(tx, order, versions);
  const billing = await findBillingOfOrder(tx, order, versions);
  if (billing) throw new BillingError("ORDER_HAS_BEEN_BILLED", { orderNumber, billing });
  const returned = await findReturnOf(tx, order);
  if (returned !== undefined) {
    const reason = `order '${returned}' returns what it sold`;
    throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
  }
  const { accountId } = order;
  const subscriptionNumbers = await listSubscriptionsOfOrder(tx, order);
  await keepingScheduledOrders(tx, context, { accountId, subscriptionNumbers }, () =>
    deleteOrderWithVersions(tx, order, versions, context.today()),
  );
  await refreshPrepaidFunds(tx, context, subscriptionNumbers);
}

/** A subscription is not gone as long as another order waits to change it. */
async function refuseUnderPendingOrder(
  tx: Transaction,
  { accountId, orderNumber }: OrderToUndo,
  versions: readonly OrderedVersion[],
): Promise<void> {
  const created = versions
    .filter(({ previousSubscriptionId }) => previousSubscriptionId === null)
    .map(({ subscriptionNumber }) => subscriptionNumber);
  if (created.length === 0) return;
  const pending = await listPendingOrdersOn(tx, accountId, created);
  const another = pending.find((each) => each.orderNumber !== orderNumber);
  if (!another) return;
  const { subscriptionNumber } = another;
  throw new BillingError("ORDER_IS_NOT_THE_LATEST", { orderNumber, subscriptionNumber });
}
