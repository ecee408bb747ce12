import type { Charge } from "../model/charge.ts";
import type { RatePlan } from "../model/subscription.ts";
import type { OrderContext } from "../order-actions/order-action.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import { nextSegment, withDays } from "./next-segment.ts";
import { ownEndIn } from "./with-term.ts";

export type Resumption = {
  readonly suspendDate: PlainDate;
  readonly resumeDate: PlainDate;
  /** First day after the term as it was, and as it is from now on. */
  readonly termEndBefore: PlainDate;
  readonly termEnd: PlainDate;
};

/**
 * The charges of a rate plan when its subscription is resumed. What a suspension has cut goes on in
 * a new segment; what was only to start after it starts as it would have. What would have begun and
 * ended inside does not come back, and no one-time charge of those days is charged later.
 *
 *                  suspended      resumed
 *     charge     |-----|..............|--------|     a new segment
 *     later            :              :  |-----|     its own days again
 *     inside           :    .......   :              gone
 *
 * Worked examples: docs/spec/resume.md. No errors.
 */
export function resumedCharges(
  ratePlan: RatePlan,
  resumption: Resumption,
  context: OrderContext,
): Charge[] {
  const bySegment = [...ratePlan.charges].sort((a, b) => a.segment - b.segment);
  const lastSegment = new Map(bySegment.map((each) => [each.chargeNumber, each.segment]));
  const parted = new Set<string>();
  return bySegment.flatMap((charge) => {
    const { chargeNumber } = charge;
    const resumed = { ...charge, endBeforeSuspension: null };
    const days = daysAgain(ratePlan, charge, resumption);
    if (!days || isEmpty(days.left)) return [resumed];
    if (days.isWhole && !parted.has(chargeNumber)) {
      return [withDays(resumed, { ...days.left, start: days.start }, context.orderDate)];
    }
    // Later segments follow as new ones, so that a charge's segments stay in the order of their days.
    parted.add(chargeNumber);
    const segment = (lastSegment.get(chargeNumber) ?? charge.segment) + 1;
    lastSegment.set(chargeNumber, segment);
    return [resumed, nextSegment(resumed, segment, days.left, context)];
  });
}

type DaysAgain = {
  readonly start: PlainDate;
  /** From the resume date on. */
  readonly left: DateRange;
  /** Nothing of it lay in the suspension. */
  readonly isWhole: boolean;
};

/** Undefined for what the suspension did not end and for what it took away for good. */
function daysAgain(
  ratePlan: RatePlan,
  charge: Charge,
  resumption: Resumption,
): DaysAgain | undefined {
  const { effective, endBeforeSuspension } = charge;
  if (!effective || endBeforeSuspension === null) return undefined;
  const { start } = effective;
  const { suspendDate, resumeDate } = resumption;
  const isWhole = resumeDate <= later(start, suspendDate);
  if (charge.recurrence === null && !isWhole) return undefined;
  const end = endAgain(ratePlan, charge, endBeforeSuspension, resumption);
  return { start, left: { start: later(start, resumeDate), end }, isWhole };
}

/** What would have ended with the term ends with it as it is now. */
function endAgain(
  ratePlan: RatePlan,
  charge: Charge,
  end: PlainDate,
  { termEndBefore, termEnd }: Resumption,
): PlainDate {
  if (end < termEndBefore || ratePlan.lastChangeType === "Remove") return end;
  const start = charge.effective?.start ?? end;
  return later(end, ownEndIn({ ratePlan, charge }, start, termEnd));
}
