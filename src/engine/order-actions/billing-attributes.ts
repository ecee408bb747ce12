import { paymentTermNamed } from "../billing/due-date.ts";
import { BillingError } from "../errors.ts";
import type { BillingAttributes } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";

/**
 * A subscription with the payment term and the contacts that an action gives it.
 * Errors: INVALID_VALUE for a payment term that does not exist.
 */
export const withBillingAttributes = (
  subscription: Subscription,
  { paymentTerm, billToContactId, soldToContactId, shipToContactId }: BillingAttributes,
): Subscription => ({
  ...subscription,
  ...(paymentTerm !== undefined && { paymentTerm: knownPaymentTerm(paymentTerm) }),
  ...(billToContactId !== undefined && { billToContactId }),
  ...(soldToContactId !== undefined && { soldToContactId }),
  ...(shipToContactId !== undefined && { shipToContactId }),
});

/** Null: the account's. */
export function knownPaymentTerm(name: string | null): string | null {
  if (name === null || paymentTermNamed(name)) return name;
  const message = `'paymentTerm' value should be "Due Upon Receipt" or "Net" and a number of days.`;
  throw new BillingError("INVALID_VALUE", { message });
}
