import { monthlyRecurringRevenue, type RecurringTerms } from "../model/mrr.ts";
import { currency as currencyOf, roundToCurrency } from "../values/currency.ts";
import { type Decimal, decimalOfCount, ZERO } from "../values/decimal.ts";

/** Recurring charges that are alike, and on which of some days they were in service. */
export type CountedKind = {
  readonly currency: string;
  readonly count: number;
  /** The place of the first such day among the days asked for, and of the first one that is no more. */
  readonly from: number;
  readonly to: number;
  readonly terms: RecurringTerms;
};

/**
 * What recurring charges brought in a month, on each of some days: as docs/spec/metrics.md has MRR,
 * before discounts, of the charges that were in service on that day. Rounded once, by its currency.
 *
 * No errors.
 *
 * @param days  how many there are
 */
export function mrrByDay(
  kinds: readonly CountedKind[],
  days: number,
): ReadonlyMap<string, readonly Decimal[]> {
  const sums = new Map<string, Decimal[]>();
  for (const { currency, count, from, to, terms } of kinds) {
    const own = sums.get(currency) ?? Array.from({ length: days }, () => ZERO);
    sums.set(currency, own);
    const revenue = monthlyRecurringRevenue(terms).times(decimalOfCount(count));
    for (let day = from; day < to; day++) own[day] = (own[day] ?? ZERO).plus(revenue);
  }
  return new Map(
    [...sums].map(([currency, own]) => [
      currency,
      own.map((sum) => roundToCurrency(sum, currencyOf(currency))),
    ]),
  );
}
