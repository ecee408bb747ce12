import type { BillingAttributes } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";

/** A subscription with the payment term and the contacts that an action gives it. */
export const withBillingAttributes = (
  subscription: Subscription,
  { paymentTerm, billToContactId, soldToContactId, shipToContactId }: BillingAttributes,
): Subscription => ({
  ...subscription,
  ...(paymentTerm !== undefined && { paymentTerm }),
  ...(billToContactId !== undefined && { billToContactId }),
  ...(soldToContactId !== undefined && { soldToContactId }),
  ...(shipToContactId !== undefined && { shipToContactId }),
});
