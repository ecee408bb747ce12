import type { BillingAttributes } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";

/** A subscription with the payment term, contacts and sequence set that an action gives it. */
export const withBillingAttributes = (
  subscription: Subscription,
  { paymentTerm, billToContactId, soldToContactId, ...others }: BillingAttributes,
): Subscription => ({
  ...subscription,
  ...(paymentTerm !== undefined && { paymentTerm }),
  ...(billToContactId !== undefined && { billToContactId }),
  ...(soldToContactId !== undefined && { soldToContactId }),
  ...(others.shipToContactId !== undefined && { shipToContactId: others.shipToContactId }),
  ...(others.sequenceSetId !== undefined && { sequenceSetId: others.sequenceSetId }),
});
