import { BillingError } from "../errors.ts";
import { lastSegments } from "../metrics/subscription-metrics.ts";
import type { CancelSubscriptionAction } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { termUntil } from "../model/terms-of.ts";
import { endedOn } from "../rate-plans/ended-on.ts";
import { isEmpty, NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { endOfLastInvoicePeriod } from "./end-of-last-invoice-period.ts";
import type { Change } from "./order-action.ts";
import { historyWith } from "./status-history.ts";

/**
 * Ends a subscription. The cancelled date is the first day without service: charges that run past it
 * are cut short, charges that start on or after it become empty. Trigger dates do not move it.
 *
 * Status is Cancelled at once, even when the date lies ahead; billing goes on until the date.
 * Moves no money. What was billed past the date is credited by the next billing, which finds more
 * billed than due (billing/bill-subscriptions.ts).
 *
 * Errors: SUBSCRIPTION_NOT_ACTIVE, EVERGREEN_HAS_NO_TERM_END, SUBSCRIPTION_NEVER_INVOICED,
 * CANCELLATION_BEFORE_START, CANCELLATION_AFTER_TERM_END, NOT_ALLOWED (before the last segment of a
 * discount). Worked examples:
 * docs/spec/cancel-subscription.md.
 */
export const cancelSubscription: Change<"CancelSubscription"> = (subscription, action, context) => {
  const { subscriptionNumber, status } = subscription;
  if (status !== "Active") {
    throw new BillingError("SUBSCRIPTION_NOT_ACTIVE", { subscriptionNumber, status });
  }
  const cancelledDate = firstDayWithoutService(subscription, action);
  checkInsideTerm(subscription, cancelledDate);
  checkDiscounts(subscription, cancelledDate);

  return {
    ...subscription,
    status: "Cancelled",
    cancelledDate,
    cancelReason: context.changeReason,
    scheduledCancelDate: null,
    scheduledSuspendDate: null,
    scheduledResumeDate: null,
    lastBookingDate: action.bookingDate ?? context.orderDate,
    currentTerm: termUntil(subscription, cancelledDate),
    statusHistory: historyWith(subscription.statusHistory, "Cancelled", cancelledDate),
    ratePlans: subscription.ratePlans.map((ratePlan) => ({
      ...ratePlan,
      charges: ratePlan.charges.map((charge) => endedOn(cancelledDate, charge, context.orderDate)),
    })),
  };
};

/** As documented: a discount is cancelled in its last segment, or after it. */
function checkDiscounts(subscription: Subscription, cancelledDate: PlainDate): void {
  const discounts = chargesOf(subscription).filter(({ discount }) => discount !== null);
  const later = lastSegments(discounts).find(
    ({ effective }) => effective && !isEmpty(effective) && cancelledDate < effective.start,
  );
  if (!later?.effective) return;
  const message = `Discount '${later.chargeNumber}' changes or starts on ${later.effective.start}: its subscription cannot be cancelled before that.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function firstDayWithoutService(
  subscription: Subscription,
  action: CancelSubscriptionAction,
): PlainDate {
  const { subscriptionNumber, termType, currentTerm } = subscription;
  switch (action.cancellationPolicy) {
    case "SpecificDate":
      return action.cancellationEffectiveDate;
    case "EndOfCurrentTerm":
      if (termType === "EVERGREEN") {
        throw new BillingError("EVERGREEN_HAS_NO_TERM_END", { subscriptionNumber });
      }
      return currentTerm.end;
    case "EndOfLastInvoicePeriod":
      return endOfLastInvoicePeriod(subscription);
  }
}

function checkInsideTerm(subscription: Subscription, cancelledDate: PlainDate): void {
  const { subscriptionNumber, subscriptionStartDate, currentTerm } = subscription;
  const field = "cancellationEffectiveDate";
  if (cancelledDate < subscriptionStartDate) {
    const details = { subscriptionNumber, cancelledDate, subscriptionStartDate, field };
    throw new BillingError("CANCELLATION_BEFORE_START", details);
  }
  if (currentTerm.end !== NO_END && cancelledDate > currentTerm.end) {
    const termEndDate = currentTerm.end;
    const details = { subscriptionNumber, cancelledDate, termEndDate, field };
    throw new BillingError("CANCELLATION_AFTER_TERM_END", details);
  }
}
