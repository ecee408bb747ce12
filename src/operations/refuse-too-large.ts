import type { Order } from "#engine/model/order.ts";
import { isSmallest, refuseTooLarge } from "#engine/model/order-limits.ts";
import { inTransaction } from "#store/database.ts";
import { findOrderLimits } from "#store/settings.ts";
import type { Context } from "./context.ts";

/**
 * Refuses an order of a caller's that is larger than the tenant allows. Those that the server makes by
 * itself are not asked.
 *
 * @param isAsync  whether it is to be executed later. Errors: NOT_ALLOWED.
 */
export async function refuseTooLargeOrder(
  { database, entityId }: Context,
  order: Pick<Order, "subscriptions">,
  isAsync = false,
): Promise<void> {
  if (isSmallest(order)) return;
  refuseTooLarge(order, await inTransaction(database, entityId, findOrderLimits), isAsync);
}
