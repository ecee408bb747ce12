import type { Recurrence } from "../model/charge.ts";
import { earlier } from "../values/plain-date.ts";
import type { BillableCharge } from "./billable.ts";
import { type ChargeBill, itemsOf, NOTHING_DUE, type SubscriptionToBill } from "./charge-bill.ts";
import { creditLines } from "./credit-lines.ts";
import { dueLines } from "./due-lines.ts";
import { type BillingContext, type RecurringSegment, recurringSegment } from "./segment.ts";

/** Credits or charges a segment of a recurring charge: one that is billed past its end owes nothing. */
export function billRecurring(
  context: BillingContext,
  subscribed: SubscriptionToBill,
  charge: BillableCharge,
  recurrence: Recurrence,
): ChargeBill {
  if (isBilledPastTarget(context, subscribed, charge)) return NOTHING_DUE;
  const segment = recurringSegment(subscribed.subscription, charge, recurrence, context);
  if (!segment) return NOTHING_DUE;
  const credited = creditSegment(segment, subscribed);
  return credited === NOTHING_DUE ? chargeSegment(segment) : credited;
}

/** Billed beyond the day of credits, mostly the target date, and not beyond its own end: the commonest case, left early. */
const isBilledPastTarget = (
  { creditDate }: BillingContext,
  { subscription }: SubscriptionToBill,
  { chargedThroughDate, effective }: BillableCharge,
): boolean =>
  chargedThroughDate !== null &&
  effective !== undefined &&
  chargedThroughDate > creditDate &&
  chargedThroughDate <= effective.end &&
  chargedThroughDate <= subscription.currentTerm.end;

function creditSegment(segment: RecurringSegment, subscribed: SubscriptionToBill): ChargeBill {
  const { charge, billable } = segment;
  const lines = creditLines(segment, itemsOf(charge, subscribed));
  if (lines.length === 0) return NOTHING_DUE;
  const { chargeId, processedThroughDate } = charge;
  return {
    lines,
    throughDates: {
      chargeId,
      chargedThroughDate: billable.end,
      processedThroughDate: earlier(processedThroughDate ?? billable.end, billable.end),
    },
  };
}

function chargeSegment(segment: RecurringSegment): ChargeBill {
  const lines = dueLines(segment);
  const last = lines.at(-1);
  if (!last) return NOTHING_DUE;
  const inAdvance = segment.recurrence.billingTiming === "IN_ADVANCE";
  return {
    lines,
    throughDates: {
      chargeId: segment.charge.chargeId,
      chargedThroughDate: last.service.end,
      processedThroughDate: inAdvance ? last.service.start : last.service.end,
    },
  };
}
