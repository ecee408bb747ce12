import type { Charge } from "../model/charge.ts";
import type { StatusHistoryEntry } from "../model/subscription.ts";
import type { OrderContext } from "../order-actions/order-action.ts";
import { cutAt, type DateRange, isEmpty } from "../values/date-range.ts";
import { later } from "../values/plain-date.ts";
import { nextSegment } from "./next-segment.ts";

/**
 * A charge that comes to a subscription which was suspended and resumed, or is going to be: without
 * the days of those suspensions, in a segment for each stretch that is left. A one-time charge of
 * those days is not charged later, as on a resumption.
 *
 *                suspended   resumed
 *     charge  |------|..........|--------|
 *     after   |- 1 --|          |-- 2 ---|
 *
 * Worked examples: docs/spec/add-product.md. No errors.
 */
export function outsideSuspensions(
  charge: Charge,
  statusHistory: readonly StatusHistoryEntry[],
  context: OrderContext,
): Charge[] {
  const { effective, recurrence } = charge;
  if (!effective || isEmpty(effective)) return [charge];
  const stretches = suspensionsIn(statusHistory).reduce(
    (ranges, suspension) => ranges.flatMap((range) => without(suspension, range)),
    [effective],
  );
  const [first, ...following] =
    recurrence === null ? stretches.filter(isFrom(effective)) : stretches;
  if (!first) return [{ ...charge, effective: { start: effective.start, end: effective.start } }];
  return [
    { ...charge, effective: first },
    ...following.map((days, index) => nextSegment(charge, index + 2, days, context)),
  ];
}

const suspensionsIn = (statusHistory: readonly StatusHistoryEntry[]): DateRange[] =>
  statusHistory.flatMap(({ status, startDate, endDate }) =>
    status === "Suspended" && endDate !== null ? { start: startDate, end: endDate } : [],
  );

function without(suspension: DateRange, range: DateRange): DateRange[] {
  const before = cutAt(range, suspension.start);
  const after = { start: later(range.start, suspension.end), end: range.end };
  return [before, after].filter((each) => each !== undefined).filter((each) => !isEmpty(each));
}

const isFrom =
  ({ start }: DateRange) =>
  (range: DateRange): boolean =>
    range.start === start;
