import type { BillableSubscription } from "./billable.ts";

/** A fixed-amount discount, and an account whose documents may have used it. */
export type UsedDiscount = { readonly accountId: string; readonly chargeNumber: string };

/**
 * Fixed-amount discounts of a subscription: what they were used for has to be known before they are
 * used again. None, for most subscriptions.
 */
export function usedDiscounts({
  invoiceOwnerId,
  earlierInvoiceOwnerIds,
  ratePlans,
}: BillableSubscription): UsedDiscount[] {
  const numbers = new Set<string>();
  for (const { charges } of ratePlans)
    for (const { chargeModel, chargeNumber } of charges)
      if (chargeModel === "DiscountFixedAmount") numbers.add(chargeNumber);
  if (numbers.size === 0) return [];
  return [...earlierInvoiceOwnerIds, invoiceOwnerId].flatMap((accountId) =>
    [...numbers].map((chargeNumber) => ({ accountId, chargeNumber })),
  );
}
