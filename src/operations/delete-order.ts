import { BillingError } from "#engine/errors.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deleteOrderWithVersions,
  findBillingOfOrder,
  findOrderToUndo,
  listOrderedVersions,
  type OrderedVersion,
  type OrderToUndo,
} from "#store/undone-orders.ts";
import type { Context } from "./context.ts";

/**
 * Takes back an order of which nothing was billed: its subscriptions are again what they were before
 * it, those that it created are gone, and so is the order.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_IS_NOT_THE_LATEST, ORDER_HAS_BEEN_BILLED. Nothing is written then.
 */
export const deleteOrder = (context: Context, orderNumber: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const order = await lockOrderToUndo(tx, orderNumber);
    const versions = await listOrderedVersions(tx, order);
    refuseIfNotTheLatest(order, versions);
    const billing = await findBillingOfOrder(tx, order, versions);
    if (billing) throw new BillingError("ORDER_HAS_BEEN_BILLED", { orderNumber, billing });
    await deleteOrderWithVersions(tx, order, versions);
  });

/**
 * The account first: it orders all changes of what it has subscribed to. The order is read again once
 * the account is locked: somebody else may have been undoing it.
 */
async function lockOrderToUndo(tx: Transaction, orderNumber: string): Promise<OrderToUndo> {
  const found = await findOrderToUndo(tx, orderNumber);
  if (found) await lockAccount(tx, { accountId: found.accountId });
  const order = found && (await findOrderToUndo(tx, orderNumber));
  if (!order) throw new BillingError("ENTITY_NOT_FOUND", { key: orderNumber });
  return order;
}

function refuseIfNotTheLatest(
  { orderNumber }: OrderToUndo,
  versions: readonly OrderedVersion[],
): void {
  const later = versions.find(({ isLatestVersion }) => !isLatestVersion);
  if (!later) return;
  const { subscriptionNumber } = later;
  throw new BillingError("ORDER_IS_NOT_THE_LATEST", { orderNumber, subscriptionNumber });
}
