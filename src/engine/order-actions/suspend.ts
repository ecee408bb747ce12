import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { SuspendAction } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { endOfTerm } from "../model/term.ts";
import { endedOn } from "../rate-plans/ended-on.ts";
import { checkSuspendDate as checkFullPeriods } from "../rate-plans/full-periods.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { requireActive } from "./active.ts";
import { endOfLastInvoicePeriod } from "./end-of-last-invoice-period.ts";
import type { Change, OrderContext } from "./order-action.ts";
import { suspendedOrResumedOn } from "./scheduled-dates.ts";
import { historyWith } from "./status-history.ts";

/**
 * Suspends a subscription. The suspend date is the first day without service: charges end there, and
 * remember where they would have ended. The term stays. Trigger dates do not move the date.
 *
 * Status is Suspended at once, even when the date lies ahead; billing goes on until the date, and
 * credits what was billed past it.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, SUBSCRIPTION_NEVER_INVOICED, SUSPEND_BEFORE_START,
 * SUSPEND_AFTER_TERM_END. Worked examples: docs/spec/suspend.md.
 */
export const suspend: Change<"Suspend"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const { orderDate } = context;
  const suspendDate = suspendDateOf(subscription, action, context);
  checkSuspendDate(subscription, suspendDate);
  checkFullPeriods(subscription, suspendDate);
  return {
    ...suspendedOrResumedOn(subscription, suspendDate),
    status: "Suspended",
    lastBookingDate: action.bookingDate ?? orderDate,
    statusHistory: historyWith(subscription.statusHistory, "Suspended", suspendDate),
    ratePlans: subscription.ratePlans.map((ratePlan) => ({
      ...ratePlan,
      charges: ratePlan.charges.map((charge) => suspendedOn(suspendDate, charge, orderDate)),
    })),
  };
};

function suspendDateOf(
  subscription: Subscription,
  action: SuspendAction,
  { today }: OrderContext,
): PlainDate {
  switch (action.suspendPolicy) {
    case "Today":
      return today;
    case "EndOfLastInvoicePeriod":
      return endOfLastInvoicePeriod(subscription);
    case "FixedPeriodsFromToday":
      return endOfTerm(today, action.suspendPeriods);
    case "SpecificDate":
      return action.suspendSpecificDate;
  }
}

/** What was suspended and resumed before stays as it was. */
function checkSuspendDate(subscription: Subscription, suspendDate: PlainDate): void {
  const { subscriptionNumber, subscriptionStartDate, currentTerm, statusHistory } = subscription;
  const startDate = statusHistory.at(-1)?.startDate ?? subscriptionStartDate;
  if (suspendDate < startDate) {
    throw new BillingError("SUSPEND_BEFORE_START", { subscriptionNumber, suspendDate, startDate });
  }
  if (suspendDate >= currentTerm.end) {
    const details = { subscriptionNumber, suspendDate, termEndDate: currentTerm.end };
    throw new BillingError("SUSPEND_AFTER_TERM_END", details);
  }
}

/** A pending charge has no days that could be taken away. */
function suspendedOn(suspendDate: PlainDate, charge: Charge, orderDate: PlainDate): Charge {
  const suspended = endedOn(suspendDate, charge, orderDate);
  return suspended === charge
    ? charge
    : { ...suspended, endBeforeSuspension: charge.effective?.end ?? null };
}
