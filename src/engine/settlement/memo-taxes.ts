import type { TaxDetails } from "../model/document.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import {
  type Decimal,
  divideUnrounded,
  isZero,
  minimum,
  ONE,
  sum,
  ZERO,
} from "../values/decimal.ts";

/** A tax of an item that a memo takes up, with what it was on the whole item. */
export type SourceTax = TaxDetails & { readonly taxAmount: Decimal };

/** How a price that includes its taxes is taken apart. A tenant's setting. */
export type TaxInclusiveRounding = "RoundingNetAmount" | "RoundingTaxAmount";

/**
 * The taxes of `amount`, one for each source: a rate is taken of the amount anew, a flat fee in
 * proportion to the whole item. Each is rounded by itself.
 *
 * @param whole  the amount of the item whose taxes `sources` are
 */
export const taxesOfAmount = (
  amount: Decimal,
  sources: readonly SourceTax[],
  whole: Decimal,
  currency: Currency,
): Decimal[] => sources.map((tax) => roundToCurrency(amount.times(shareOf(tax, whole)), currency));

/**
 * A gross amount taken apart into net and taxes, which add up to it: the last tax takes what rounding
 * leaves. Source: the vendor's page on memos in tax-inclusive mode.
 */
export function withoutTaxes(
  gross: Decimal,
  sources: readonly SourceTax[],
  whole: Decimal,
  { currency, rounding }: { readonly currency: Currency; readonly rounding: TaxInclusiveRounding },
): { readonly amount: Decimal; readonly taxes: readonly Decimal[] } {
  if (sources.length === 0) return { amount: gross, taxes: [] };
  const share = sum(sources.map((tax) => shareOf(tax, whole)));
  const exactNet = divideUnrounded(gross, ONE.plus(share));
  const amount =
    rounding === "RoundingNetAmount"
      ? roundToCurrency(exactNet, currency)
      : gross.minus(roundToCurrency(gross.minus(exactNet), currency));
  const total = gross.minus(amount);
  const taxes = taxesOfAmount(amount, sources, whole, currency);
  const last = taxes.length - 1;
  let left = total;
  return {
    amount,
    taxes: taxes.map((tax, index) => {
      const own = index === last ? left : minimum(tax, left);
      left = left.minus(own);
      return own;
    }),
  };
}

/** How much tax there is on one unit of money. */
function shareOf({ taxRate, taxRateType, taxAmount }: SourceTax, whole: Decimal): Decimal {
  if (taxRateType === "Percentage") return taxRate;
  return isZero(whole) ? ZERO : divideUnrounded(taxAmount, whole);
}
