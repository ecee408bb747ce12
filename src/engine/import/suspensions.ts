import type { Charge } from "../model/charge.ts";
import type { StatusHistoryEntry } from "../model/subscription.ts";
import { historyWith } from "../order-actions/status-history.ts";
import type { DateRange } from "../values/date-range.ts";

/**
 * When a subscription was suspended and resumed, read off its charges: exports say nothing else of it. In
 * days of a suspension none of its recurring charges is in force, and one goes on after that was before.
 */
export function pastSuspensions(charges: readonly Charge[]): DateRange[] {
  const lasting = charges.flatMap(({ chargeType, chargeNumber, effective }) =>
    chargeType === "OneTime" || !effective ? [] : [{ chargeNumber, effective }],
  );
  const byNumber = Map.groupBy(lasting, ({ chargeNumber }) => chargeNumber);
  const gaps = [...byNumber.values()].flatMap((segments) =>
    gapsBetween(segments.map(({ effective }) => effective)),
  );
  const suspended = gaps.filter((gap) => lasting.every(({ effective }) => !meet(effective, gap)));
  const byDays = new Map(suspended.map((gap) => [`${gap.start} ${gap.end}`, gap]));
  return [...byDays.values()].toSorted((a, b) => (a.start < b.start ? -1 : 1));
}

function gapsBetween(segments: readonly DateRange[]): DateRange[] {
  const sorted = segments.toSorted((a, b) => (a.start < b.start ? -1 : 1));
  return sorted.flatMap(({ end }, index) => {
    const next = sorted[index + 1];
    return next && end < next.start ? [{ start: end, end: next.start }] : [];
  });
}

/** A history with these suspensions in it. */
export const historyOfSuspensions = (
  begun: readonly StatusHistoryEntry[],
  suspensions: readonly DateRange[],
): readonly StatusHistoryEntry[] =>
  suspensions.reduce(
    (history, { start, end }) =>
      historyWith(historyWith(history, "Suspended", start), "Active", end),
    begun,
  );

const meet = (one: DateRange, other: DateRange): boolean =>
  one.start < other.end && other.start < one.end;
