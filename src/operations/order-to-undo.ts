import { BillingError } from "#engine/errors.ts";
import { type LockedAccount, lockAccountsById } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import type { OrderStatus } from "#store/order-status.ts";
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

/** What can be reverted has been done; what can be deleted need not have been. */
export const DELETABLE = [
  "Completed",
  "Pending",
  "Draft",
  "Scheduled",
  "Cancelled",
  "Failed",
] as const satisfies readonly OrderStatus[];

/**
 * Locks the accounts of an order that may be undone: of one of these statuses, not undone yet, the
 * latest of each subscription that it has changed. The accounts first, as they order all changes of
 * what is billed to them; the
 * order is read again then: somebody else may have been undoing it.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_CANNOT_BE_UNDONE, ORDER_IS_NOT_THE_LATEST.
 */
export async function lockOrderToUndo(
  tx: Transaction,
  orderNumber: string,
  statuses: readonly OrderStatus[] = ["Completed"],
): Promise<LockedOrder> {
  const found = await findOrderToUndo(tx, orderNumber);
  const account = found && (await lockAccountsOf(tx, found));
  const order = account && (await findOrderToUndo(tx, orderNumber));
  if (!order) throw new BillingError("ENTITY_NOT_FOUND", { key: orderNumber });
  refuseOtherStatuses(order, statuses);
  const versions = await listOrderedVersions(tx, order);
  refuseUnlessTheLatest(order, versions);
  return { account, order, versions };
}

/** That of the order, and those to which it has transferred something. */
async function lockAccountsOf(tx: Transaction, order: OrderToUndo) {
  const versions = await listOrderedVersions(tx, order);
  const accountIds = [order.accountId, ...versions.map(({ invoiceOwnerId }) => invoiceOwnerId)];
  const accounts = await lockAccountsById(tx, [...new Set(accountIds)]);
  return accounts.find(({ accountId }) => accountId === order.accountId);
}

function refuseOtherStatuses(
  { orderNumber, status, revertsOrderId }: OrderToUndo,
  statuses: readonly OrderStatus[],
): void {
  if (!statuses.includes(status)) {
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
