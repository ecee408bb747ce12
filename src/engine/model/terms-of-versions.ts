import { type DateRange, NO_END } from "../values/date-range.ts";

/**
 * The terms that a subscription has had, first one first, from the current terms of its versions in
 * their order. A version says how its own term is and that those before it are over; one that goes
 * back behind them, because a renewal was taken back, takes them along. Where a version is two
 * renewals ahead of the one before, the days in between were a term of their own.
 */
export function termsOfVersions(currentTerms: readonly DateRange[]): DateRange[] {
  return currentTerms.reduce<DateRange[]>((terms, current) => {
    const before = terms.filter(({ start }) => start < current.start);
    const last = before.at(-1);
    if (!last) return [current];
    const isOver = last.end !== NO_END && last.end < current.start;
    const between = isOver ? [{ start: last.end, end: current.start }] : [];
    const ended = isOver ? last : { start: last.start, end: current.start };
    return [...before.slice(0, -1), ended, ...between, current];
  }, []);
}
