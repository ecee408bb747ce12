import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { listOrdersOfSubscription } from "#store/subscription-orders.ts";
import { findSubscription } from "#store/subscriptions.ts";
import type { Context } from "./context.ts";
import { takeBackOrder } from "./delete-order.ts";

/**
 * Takes a subscription back altogether: all orders of it, the latest first, as if each were deleted.
 * If another order comes in between, it is the latest, and those before it cannot be deleted.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (an order is of more than the subscription), those of
 * deleteOrder. Nothing is written then.
 */
export const deleteSubscription = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findSubscription(tx, key);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { subscriptionNumber } = found.subscription;
    const orders = await listOrdersOfSubscription(tx, subscriptionNumber);
    // Somebody else has deleted it since it was found: nothing is without the order that made it.
    if (orders.length === 0) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const shared = orders.find(({ hasOthers }) => hasOthers);
    if (shared) {
      const message = `Subscription '${subscriptionNumber}' cannot be deleted alone: order '${shared.orderNumber}' is of more than this subscription.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    for (const { orderNumber } of orders) await takeBackOrder(tx, context, orderNumber);
  });
