import { BillingError } from "../errors.ts";
import type { LastTerm, TermsAndConditionsAction } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { refuseOtherTermStart } from "../rate-plans/full-periods.ts";
import { refuseTermCharges } from "../rate-plans/term-charges.ts";
import { withTerm } from "../rate-plans/with-term.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { requireActive } from "./active.ts";
import { withBillingAttributes } from "./billing-attributes.ts";
import type { Change, OrderContext } from "./order-action.ts";
import { withScheduledDates } from "./scheduled-dates.ts";
import { termFrom } from "./term-from.ts";

/**
 * Changes the terms of a subscription: whether and how it renews, the current term, payment term,
 * contacts, notes, and what is to happen by itself on a day to come. What the action does not
 * name stays. A term that gets shorter cuts its
 * charges, a longer one takes those along that ended with it; the next billing finds the difference.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, TERM_START_FIXED, TERM_ENDS_BEFORE_START, MISSING_FIELD,
 * TERM_CHARGE_NEEDS_TERM_END, NOT_ALLOWED, INVALID_VALUE and those of scheduled-dates.ts. Worked examples:
 * docs/spec/terms-and-conditions.md.
 */
export const termsAndConditions: Change<"TermsAndConditions"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const { autoRenew, renewalSetting, renewalTerm, notes } = action;
  const renewing = {
    ...withScheduledDates(withBillingAttributes(subscription, action), action, context),
    lastBookingDate: context.orderDate,
    ...(autoRenew !== undefined && { autoRenew }),
    ...(renewalSetting !== undefined && { renewalSetting }),
    ...(renewalTerm !== undefined && { renewalTerm }),
    ...(notes !== undefined && { notes }),
  };
  return withLastTerm(renewing, action, context);
};

function withLastTerm(
  subscription: Subscription,
  { lastTerm }: TermsAndConditionsAction,
  { orderDate }: OrderContext,
): Subscription {
  if (lastTerm === undefined) return subscription;
  const { termType } = lastTerm;
  const currentTerm = daysOf(subscription, lastTerm, startOf(subscription, lastTerm));
  if (currentTerm.start !== subscription.currentTerm.start) refuseOtherTermStart(subscription);
  if (currentTerm.end === NO_END) refuseTermCharges(subscription);
  return { ...withTerm(subscription, currentTerm, orderDate), termType };
}

/** Only a renewed term can start on another day, and only later than it does. */
function startOf(
  { subscriptionNumber, subscriptionStartDate, currentTerm }: Subscription,
  { startDate }: LastTerm,
): PlainDate {
  if (startDate === null || startDate === currentTerm.start) return currentTerm.start;
  const isRenewed = currentTerm.start !== subscriptionStartDate;
  if (isRenewed && startDate > currentTerm.start) return startDate;
  const details = { subscriptionNumber, startDate, termStartDate: currentTerm.start };
  throw new BillingError("TERM_START_FIXED", details);
}

function daysOf(
  { subscriptionNumber }: Subscription,
  lastTerm: LastTerm,
  start: PlainDate,
): DateRange {
  if (lastTerm.termType === "EVERGREEN") return { start, end: NO_END };
  const { length, endDate } = lastTerm;
  const end = length ? termFrom(start, length, "term").end : endDate;
  if (end === null) throw new BillingError("MISSING_FIELD", { field: "period" });
  if (endDate !== null && end !== endDate) {
    const message = `The term would end on ${end} by its period, on ${endDate} by its end date.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (end <= start) {
    const details = { subscriptionNumber, termEndDate: end, termStartDate: start };
    throw new BillingError("TERM_ENDS_BEFORE_START", details);
  }
  return { start, end };
}
