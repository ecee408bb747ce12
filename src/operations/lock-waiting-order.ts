import { BillingError } from "#engine/errors.ts";
import { lockAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { findWaitingOrder, type WaitingOrder } from "#store/waiting-orders.ts";
import { lockAccountsIn } from "./order-accounts.ts";

/**
 * Locks the accounts of an order that waits. The accounts first, as they order all changes of what
 * they have subscribed to; the order is read again then: somebody else may have been executing it.
 *
 * @param doing  what is to be done with it, and in which statuses that is possible
 * Errors: ENTITY_NOT_FOUND, ORDER_NOT_WAITING.
 */
export async function lockWaitingOrder(
  tx: Transaction,
  orderNumber: string,
  doing: WhileWaiting,
): Promise<WaitingOrder> {
  const found = await findWaitingOrder(tx, orderNumber);
  if (found?.order) await lockAccountsIn(tx, found.order);
  else if (found) await lockAccount(tx, { accountId: found.accountId });
  const order = found && (await findWaitingOrder(tx, orderNumber));
  if (!order) throw new BillingError("ENTITY_NOT_FOUND", { key: orderNumber });
  const { status } = order;
  if (doing.statuses.some((each) => each === status)) return order;
  const statuses = doing.statuses.join(" or ");
  throw new BillingError("ORDER_NOT_WAITING", { orderNumber, status, statuses, done: doing.done });
}

export type WhileWaiting = {
  readonly statuses: readonly ("Draft" | "Pending" | "Scheduled" | "Executing")[];
  /** A past participle: "activated". */
  readonly done: string;
};
