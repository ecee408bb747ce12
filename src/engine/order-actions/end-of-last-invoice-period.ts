import { BillingError } from "../errors.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";

/**
 * The first day that no invoice covers: the latest charged-through date of all charges, but never
 * after the term. Errors: SUBSCRIPTION_NEVER_INVOICED.
 */
export function endOfLastInvoicePeriod(subscription: Subscription): PlainDate {
  const { subscriptionNumber, currentTerm } = subscription;
  const billedThrough = chargesOf(subscription)
    .flatMap(({ chargedThroughDate }) => chargedThroughDate ?? [])
    .sort()
    .at(-1);
  if (!billedThrough) throw new BillingError("SUBSCRIPTION_NEVER_INVOICED", { subscriptionNumber });
  return earlier(billedThrough, currentTerm.end);
}
