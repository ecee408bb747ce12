import { BillingError } from "#engine/errors.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import {
  findOrderToUndo,
  listOrderedVersions,
  type OrderedVersion,
  type OrderToUndo,
} from "#store/undone-orders.ts";

export type LockedOrder = {
  readonly account: LockedAccount;
  readonly order: OrderToUndo;
  /** Those that the order has made. */
  readonly versions: readonly OrderedVersion[];
};

/**
 * Locks the account of an order that may be undone: executed, not undone yet, the latest of each of
 * its subscriptions. The account first, as it orders all changes of what it has subscribed to; the
 * order is read again then: somebody else may have been undoing it.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_CANNOT_BE_UNDONE, ORDER_IS_NOT_THE_LATEST.
 */
export async function lockOrderToUndo(tx: Transaction, orderNumber: string): Promise<LockedOrder> {
  const found = await findOrderToUndo(tx, orderNumber);
  const account = found && (await lockAccount(tx, { accountId: found.accountId }));
  const order = account && (await findOrderToUndo(tx, orderNumber));
  if (!order) throw new BillingError("ENTITY_NOT_FOUND", { key: orderNumber });
  refuseWhatIsNotDone(order);
  const versions = await listOrderedVersions(tx, order);
  refuseUnlessTheLatest(order, versions);
  return { account, order, versions };
}

function refuseWhatIsNotDone({ orderNumber, status, revertsOrderId }: OrderToUndo): void {
  if (status !== "Completed") {
    throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason: `it is ${status}` });
  }
  if (revertsOrderId === null) return;
  const reason = "it has itself taken back another order";
  throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
}

function refuseUnlessTheLatest(
  { orderNumber }: OrderToUndo,
  versions: readonly OrderedVersion[],
): void {
  const replaced = versions.find(({ isLatestVersion }) => !isLatestVersion);
  if (!replaced) return;
  const { subscriptionNumber } = replaced;
  throw new BillingError("ORDER_IS_NOT_THE_LATEST", { orderNumber, subscriptionNumber });
}
