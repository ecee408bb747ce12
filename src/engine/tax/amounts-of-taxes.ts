import type { BillingRules } from "../model/billing-rules.ts";
import type { TaxMode, TaxRate } from "../model/tax.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type Decimal, divideUnrounded, ONE, sum, ZERO } from "../values/decimal.ts";

type Rate = Pick<TaxRate, "taxRate" | "taxRateType">;

export type TaxedAmount<AnyRate extends Rate> = {
  /** Without taxes: what is asked, or what is left of it where it includes them. */
  readonly net: Decimal;
  /** In the order of the rates. */
  readonly taxes: readonly {
    readonly rate: AnyRate;
    readonly taxAmount: Decimal;
    readonly unrounded: Decimal;
  }[];
};

export type TaxRounding = Pick<BillingRules, "taxInclusiveRoundingRule"> & {
  readonly currency: Currency;
};

/**
 * What is asked, with its taxes. Each tax is reckoned by itself, from the net amount, and rounded to
 * the currency; a flat fee is what it is, whatever the sign of the amount. Where the amount includes
 * its taxes, net and taxes sum to it under either rounding rule.
 *
 * Worked examples: docs/spec/tax.md. No errors.
 */
export function taxedAmount<AnyRate extends Rate>(
  asked: Decimal,
  taxMode: TaxMode,
  rates: readonly AnyRate[],
  rounding: TaxRounding,
): TaxedAmount<AnyRate> {
  const { currency } = rounding;
  if (taxMode === "TaxExclusive") {
    const taxes = rates.map((rate) => {
      const unrounded = rate.taxRateType === "FlatFee" ? rate.taxRate : asked.times(rate.taxRate);
      return { rate, unrounded, taxAmount: roundToCurrency(unrounded, currency) };
    });
    return { net: asked, taxes };
  }
  const taxes = carvedOut(asked, rates, currency);
  const together = sum(taxes.map(({ taxAmount }) => taxAmount));
  if (rounding.taxInclusiveRoundingRule === "RoundingTaxAmount" || taxes.length === 0) {
    return { net: asked.minus(together), taxes };
  }
  const net = roundToCurrency(asked.minus(sum(taxes.map(({ unrounded }) => unrounded))), currency);
  return { net, taxes: withDifference(taxes, asked.minus(net).minus(together)) };
}

type Carved<AnyRate> = TaxedAmount<Rate & AnyRate>["taxes"][number];

function carvedOut<AnyRate extends Rate>(
  asked: Decimal,
  rates: readonly AnyRate[],
  currency: Currency,
): Carved<AnyRate>[] {
  const isShare = ({ taxRateType }: Rate) => taxRateType === "Percentage";
  const fees = sum(rates.map((rate) => (isShare(rate) ? ZERO : rate.taxRate)));
  const shares = sum(rates.map((rate) => (isShare(rate) ? rate.taxRate : ZERO)));
  const taxable = asked.minus(fees);
  return rates.map((rate) => {
    const unrounded = isShare(rate)
      ? divideUnrounded(taxable.times(rate.taxRate), ONE.plus(shares))
      : rate.taxRate;
    return { rate, unrounded, taxAmount: roundToCurrency(unrounded, currency) };
  });
}

/** The net amount was rounded, so the taxes are what is left: the largest takes the difference. */
function withDifference<AnyRate extends Rate>(
  taxes: readonly Carved<AnyRate>[],
  difference: Decimal,
): Carved<AnyRate>[] {
  const shares = taxes.filter(({ rate }) => rate.taxRateType === "Percentage");
  const among = shares.length > 0 ? shares : taxes;
  const largest = among.reduce((a, b) => (b.taxAmount.abs().gt(a.taxAmount.abs()) ? b : a));
  return taxes.map((tax) =>
    tax === largest ? { ...tax, taxAmount: tax.taxAmount.plus(difference) } : tax,
  );
}
