import { type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, isZero, negated } from "../values/decimal.ts";
import { earlier, later } from "../values/plain-date.ts";

/** What a stretch of days is worth. */
export type Worth = {
  readonly days: DateRange;
  readonly of: (days: DateRange) => Decimal;
  /** What days are worth beside those within them. */
  readonly beside: (days: DateRange, within: DateRange) => Decimal;
};

/** Worth the same on each of the days, like a quantity. */
export const eachDay = (days: DateRange, amount: Decimal): Worth => ({
  days,
  of: () => amount,
  beside: () => amount,
});

/** Worth more the more days there are, like a price for them. */
export const allDays = (days: DateRange, of: (days: DateRange) => Decimal): Worth => ({
  days,
  of,
  beside: (more, within) => of(more).minus(of(within)),
});

export type ChangedDays = DateRange & { readonly amount: Decimal };

/**
 * By how much a change made days worth more or less: what was cut off at either end, what both have,
 * and what was added. The amounts of `allDays` sum to the difference of the two exactly, also where
 * the parts of a stretch are not worth the whole.
 *
 *     before     |-----------------------|
 *     after             |------------------------|
 *     days       |- cut |----- both -----| added |
 *
 * No errors. Days that are worth nothing more or less are left out.
 *
 * @param isSame  the days that both have are worth the same
 */
export function changedDays(
  before: Worth | undefined,
  after: Worth | undefined,
  isSame: boolean,
): ChangedDays[] {
  const both = before && after && common(before.days, after.days);
  const changed = both && !isSame ? [inBoth(before, after, both)] : [];
  const changes = both
    ? [...less(ends(before, both)), ...changed, ...ends(after, both)]
    : [...less(whole(before)), ...whole(after)];
  return changes.filter((change) => !isEmpty(change) && !isZero(change.amount));
}

function common(a: DateRange, b: DateRange): DateRange | undefined {
  const days = { start: later(a.start, b.start), end: earlier(a.end, b.end) };
  return isEmpty(days) ? undefined : days;
}

const whole = (worth: Worth | undefined): ChangedDays[] =>
  worth && !isEmpty(worth.days) ? [{ ...worth.days, amount: worth.of(worth.days) }] : [];

const less = (changes: readonly ChangedDays[]): ChangedDays[] =>
  changes.map((each) => ({ ...each, amount: negated(each.amount) }));

const inBoth = (before: Worth, after: Worth, days: DateRange): ChangedDays => ({
  ...days,
  amount: after.of(days).minus(before.of(days)),
});

/** What there is before and behind the days within. */
function ends({ days, beside }: Worth, within: DateRange): ChangedDays[] {
  const untilEnd = { start: days.start, end: within.end };
  return [
    { start: days.start, end: within.start, amount: beside(untilEnd, within) },
    { start: within.end, end: days.end, amount: beside(days, untilEnd) },
  ];
}
