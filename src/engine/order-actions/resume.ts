import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { ResumeAction } from "../model/order.ts";
import { lastDateOf, type Subscription } from "../model/subscription.ts";
import { endOfTerm } from "../model/term.ts";
import { resumedCharges } from "../rate-plans/resumed-charges.ts";
import { withTerm } from "../rate-plans/with-term.ts";
import { NO_END } from "../values/date-range.ts";
import { addDays, daysBetween, type PlainDate } from "../values/plain-date.ts";
import type { Change, OrderContext } from "./order-action.ts";
import { suspendedOrResumedOn } from "./scheduled-dates.ts";
import { historyWith } from "./status-history.ts";

/**
 * Resumes a suspended subscription. From the resume date on its charges go on in new segments, to
 * where they would have ended; where the term is extended, by as many days as the suspension had,
 * those that end with it go on to its new end.
 *
 * Errors: SUBSCRIPTION_NOT_SUSPENDED, RESUME_BEFORE_SUSPEND, RESUME_AFTER_TERM_END. Worked examples:
 * docs/spec/resume.md.
 */
export const resume: Change<"Resume"> = (subscription, action, context) => {
  const { subscriptionNumber, status, currentTerm, statusHistory } = subscription;
  if (status !== "Suspended") {
    throw new BillingError("SUBSCRIPTION_NOT_SUSPENDED", { subscriptionNumber, status });
  }
  const suspendDate = lastDateOf("Suspended", subscription);
  assert(suspendDate, "a suspended subscription's history says since when");
  const resumeDate = resumeDateOf(action, suspendDate, context);
  checkNotBefore(subscription, suspendDate, resumeDate);
  const termEnd = termEndAfter(subscription, action, daysBetween(suspendDate, resumeDate));
  if (resumeDate >= termEnd) {
    const details = { subscriptionNumber, resumeDate, termEndDate: termEnd };
    throw new BillingError("RESUME_AFTER_TERM_END", details);
  }
  const resumption = { suspendDate, resumeDate, termEnd, termEndBefore: currentTerm.end };
  const resumed: Subscription = {
    ...suspendedOrResumedOn(subscription, resumeDate),
    status: "Active",
    lastBookingDate: action.bookingDate ?? context.orderDate,
    statusHistory: historyWith(statusHistory, "Active", resumeDate),
    ratePlans: subscription.ratePlans.map((ratePlan) => ({
      ...ratePlan,
      charges: resumedCharges(ratePlan, resumption, context),
    })),
  };
  return withTerm(resumed, { ...currentTerm, end: termEnd }, context.orderDate);
};

function resumeDateOf(
  action: ResumeAction,
  suspendDate: PlainDate,
  { today }: OrderContext,
): PlainDate {
  switch (action.resumePolicy) {
    case "Today":
      return today;
    case "SuspendDate":
      return suspendDate;
    case "FixedPeriodsFromToday":
      return endOfTerm(today, action.resumePeriods);
    case "FixedPeriodsFromSuspendDate":
      return endOfTerm(suspendDate, action.resumePeriods);
    case "SpecificDate":
      return action.resumeSpecificDate;
  }
}

function checkNotBefore(
  { subscriptionNumber }: Subscription,
  suspendDate: PlainDate,
  resumeDate: PlainDate,
): void {
  if (resumeDate >= suspendDate) return;
  const details = { subscriptionNumber, suspendDate, resumeDate };
  throw new BillingError("RESUME_BEFORE_SUSPEND", details);
}

const termEndAfter = (
  { currentTerm: { end } }: Subscription,
  { extendsTerm }: ResumeAction,
  suspendedDays: number,
): PlainDate => (extendsTerm && end !== NO_END ? addDays(end, suspendedDays) : end);
