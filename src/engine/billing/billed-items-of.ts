import type { BilledItem } from "../model/document.ts";
import type { BillableSubscription } from "./billable.ts";

/** What was billed for the charges of a subscription, in the order billed, by charge number. */
export const billedItemsOf = (
  { ratePlans }: BillableSubscription,
  billedItems: ReadonlyMap<string, readonly BilledItem[]>,
): BilledItem[] => {
  const charges = ratePlans.flatMap((ratePlan) => ratePlan.charges);
  const numbers = new Set(charges.map((charge) => charge.chargeNumber));
  return [...numbers].flatMap((chargeNumber) => billedItems.get(chargeNumber) ?? []);
};
