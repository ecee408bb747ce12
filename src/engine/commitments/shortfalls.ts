import type { DateRange } from "../values/date-range.ts";
import { type Decimal, isNegative, maximum, minimum, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** What an eligible charge was billed for some days. */
export type Spend = { readonly service: DateRange; readonly amount: Decimal };

export type Shortfall<Commitment> = {
  readonly commitment: Commitment;
  /** What counts for it: no spending counts twice. */
  readonly spent: Decimal;
  readonly shortfall: Decimal;
};

/**
 * What commitments fall short of, those of one end together: spending fills one after the other, each
 * with what was spent in its own period. It counts in the period that its last day is in.
 *
 * For each of them committed = spent + shortfall, or more was spent. Worked examples:
 * docs/spec/commitments.md. No errors.
 *
 * @param commitments  in the order in which they are filled
 */
export function shortfalls<
  Commitment extends { readonly period: DateRange; readonly committed: Decimal },
>(commitments: readonly Commitment[], spends: readonly Spend[]): Shortfall<Commitment>[] {
  const taken = new Map<PlainDate, Decimal>();
  return commitments.map((commitment) => {
    const { period, committed } = commitment;
    const before = taken.get(period.end) ?? ZERO;
    const left = spentIn(period, spends).minus(before);
    const spent = isNegative(left) ? ZERO : left;
    taken.set(period.end, before.plus(minimum(spent, committed)));
    return { commitment, spent, shortfall: maximum(ZERO, committed.minus(spent)) };
  });
}

export const isIn = ({ start, end }: DateRange, { service }: Pick<Spend, "service">): boolean =>
  service.end > start && service.end <= end;

const spentIn = (period: DateRange, spends: readonly Spend[]): Decimal =>
  sum(spends.filter((spend) => isIn(period, spend)).map(({ amount }) => amount));
