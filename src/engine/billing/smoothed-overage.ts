import type { Smoothing } from "../model/model-terms.ts";
import {
  type Decimal,
  decimalOfCount,
  isPositive,
  maximum,
  minimum,
  sum,
  ZERO,
} from "../values/decimal.ts";

/** The usage of one billing period after another, from the first of the charge. */
export type PeriodsOfUsage = {
  readonly quantities: readonly Decimal[];
  /** Whether the first is a part of a billing period: it keeps nothing for those after it. */
  readonly beginsInside: boolean;
  /** Whether the charge ends with the last. */
  readonly isEnded: boolean;
};

/**
 * Units of overage that are due at the end of each billing period.
 *
 * - Rollover: what a period does not use is there for the next ones, as many as `numberOfPeriods`,
 *   oldest first.
 * - A rolling window that bills each period: windows follow each other; a period pays what its window
 *   has by now above the units included in all of it, less what was paid.
 * - A rolling window that bills at its end: one without overage moves on by a period, one with overage
 *   is paid and followed by a new one. The last may be shorter, and includes the units of its periods.
 *
 * Worked examples: docs/spec/overage-smoothing.md. No errors.
 */
export function smoothedOverage(
  usage: PeriodsOfUsage,
  included: Decimal,
  smoothing: Smoothing,
): Decimal[] {
  if (smoothing.smoothingModel === "Rollover") return rolledOver(usage, included, smoothing);
  return smoothing.overageCalculationOption === "PerBillingPeriod"
    ? asItOccurs(usage, included, smoothing)
    : atEndOfWindow(usage, included, smoothing);
}

const above = (quantity: Decimal, limit: Decimal): Decimal => maximum(quantity.minus(limit), ZERO);

function rolledOver(
  { quantities, beginsInside }: PeriodsOfUsage,
  included: Decimal,
  { numberOfPeriods }: Smoothing,
): Decimal[] {
  let kept: { readonly until: number; readonly units: Decimal }[] = [];
  return quantities.map((quantity, period) => {
    let due = above(quantity, included);
    const left = kept.filter(({ until }) => until >= period);
    kept = left.flatMap(({ until, units }) => {
      const used = minimum(units, due);
      due = due.minus(used);
      return isPositive(units.minus(used)) ? [{ until, units: units.minus(used) }] : [];
    });
    const unused = above(included, quantity);
    const isKept = isPositive(unused) && !(beginsInside && period === 0);
    if (isKept) kept.push({ until: period + numberOfPeriods, units: unused });
    return due;
  });
}

function asItOccurs(
  { quantities }: PeriodsOfUsage,
  included: Decimal,
  { numberOfPeriods }: Smoothing,
): Decimal[] {
  const base = included.times(decimalOfCount(numberOfPeriods));
  return quantities.map((quantity, period) => {
    const before = sum(quantities.slice(period - (period % numberOfPeriods), period));
    return above(before.plus(quantity), base).minus(above(before, base));
  });
}

function atEndOfWindow(
  { quantities, isEnded }: PeriodsOfUsage,
  included: Decimal,
  { numberOfPeriods }: Smoothing,
): Decimal[] {
  let start = 0;
  return quantities.map((_, period) => {
    const length = period - start + 1;
    const isLast = isEnded && period === quantities.length - 1;
    if (length < numberOfPeriods && !isLast) return ZERO;
    const base = included.times(decimalOfCount(length));
    const due = above(sum(quantities.slice(start, period + 1)), base);
    start = isPositive(due) ? period + 1 : start + 1;
    return due;
  });
}
