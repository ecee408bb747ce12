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
  const byCharge = Map.groupBy(ratePlan.charges, ({ chargeNumber }) => chargeNumber);
  return [...byCharge.values()].flatMap((segments) =>
    resumedSegments(ratePlan, segments, resumption, context),
  );
}

/** Once a segment is followed by a new one, so are those after it: they stay in order of their days. */
function resumedSegments(
  ratePlan: RatePlan,
  charge: readonly Charge[],
  resumption: Resumption,
  context: OrderContext,
): Charge[] {
  const segments = [...charge].sort((a, b) => a.segment - b.segment);
  const last = segments.at(-1)?.segment ?? 0;
  const following: Charge[] = [];
  const resumed = segments.map((segment): Charge => {
    const again = { ...segment, endBeforeSuspension: null };
    const days = daysAgain(ratePlan, segment, resumption);
    if (!days || isEmpty(days.left)) return again;
    if (days.isWhole && following.length === 0) {
      return withDays(again, { ...days.left, start: days.start }, context.orderDate);
    }
    following.push(nextSegment(again, last + following.length + 1, days.left, context));
    return again;
  });
  return [...resumed, ...following];
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
  if (end < termEndBefore) return end;
  const start = charge.effective?.start ?? end;
  return later(end, ownEndIn({ ratePlan, charge }, start, termEnd));
}
