import { BillingError } from "../errors.ts";
import type { OrderActionType } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";

/** Errors: ACTIVE_SUBSCRIPTION_NEEDED for a subscription that `action` cannot change as it is. */
export function requireActive(subscription: Subscription, action: OrderActionType): void {
  const { subscriptionNumber, status } = subscription;
  if (status === "Active") return;
  throw new BillingError("ACTIVE_SUBSCRIPTION_NEEDED", { subscriptionNumber, status, action });
}
