import { BillingError } from "../errors.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";

/**
 * The first day that no invoice covers: the latest charged-through date of all charges, but never
 * after the term. What was billed of a removed product past its removal is to be credited, so it
 * covers nothing. Errors: SUBSCRIPTION_NEVER_INVOICED.
 */
export function endOfLastInvoicePeriod(subscription: Subscription): PlainDate {
  const { subscriptionNumber, currentTerm } = subscription;
  const billedThrough = subscription.ratePlans.flatMap(billedThroughDates).sort().at(-1);
  if (!billedThrough) throw new BillingError("SUBSCRIPTION_NEVER_INVOICED", { subscriptionNumber });
  return earlier(billedThrough, currentTerm.end);
}

const billedThroughDates = ({ charges, lastChangeType }: RatePlan): PlainDate[] =>
  charges.flatMap(({ chargedThroughDate, effective }) => {
    if (chargedThroughDate === null) return [];
    const isCut = lastChangeType === "Remove" && effective !== undefined;
    return isCut ? earlier(chargedThroughDate, effective.end) : chargedThroughDate;
  });
