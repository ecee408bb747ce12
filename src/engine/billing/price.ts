import { assert } from "../assert.ts";
import { listAmount, type PricedTerms, unitListPrice } from "../charge-models/index.ts";
import type { Recurrence } from "../model/charge.ts";
import { type Decimal, roundToDecimals } from "../values/decimal.ts";
import { inverseOf, isWhole, productOf, type Ratio, ratio, shareOf } from "../values/ratio.ts";

/** What a price is for, and what the period it is turned into has. */
export type Pricing = {
  readonly recurrence: Pick<
    Recurrence,
    "listPriceBase" | "specificListPriceBase" | "prorationOption"
  >;
  /** What units are counted in. */
  readonly unit: "Month" | "Week";
  /** Months or weeks in a whole billing period. */
  readonly unitsInPeriod: Ratio;
};

/** What so many months or weeks of a charge cost: one multiplication, one division, not rounded. */
export const priceOf = (terms: PricedTerms, pricing: Pricing, units: Ratio): Decimal =>
  exactShare(listAmount(terms), productOf(units, listPricesPerUnit(pricing)));

/** Price of one unit of measure for a whole period, to nine decimals where it does not end. */
export function unitPriceOf(terms: PricedTerms, pricing: Pricing): Decimal {
  const price = unitListPrice(terms);
  if (terms.chargeModel === "Delivery") return price;
  const share = productOf(pricing.unitsInPeriod, listPricesPerUnit(pricing));
  return isWhole(share) ? price : roundToDecimals(shareOf(price, share), 9);
}

const exactShare = (amount: Decimal, share: Ratio): Decimal =>
  isWhole(share) ? amount : shareOf(amount, share);

/**
 * How many list prices one month (or one week) costs: a list price per year is 1/12 of a month's,
 * one per billing period its share of the period. Where a price for weeks meets a period of months
 * or the other way round, a year is 12 months and 52 weeks (docs/decisions/0012-list-prices.md).
 */
function listPricesPerUnit({ recurrence, unit, unitsInPeriod }: Pricing): Ratio {
  const weekly = unit === "Week";
  switch (recurrence.listPriceBase) {
    case "Per_Billing_Period":
      return inverseOf(unitsInPeriod);
    case "Per_Month":
      return weekly ? ratio(12, 52) : ratio(1, 1);
    case "Per_Year":
      return ratio(1, weekly ? 52 : 12);
    case "Per_Week":
      return weekly ? ratio(1, 1) : ratio(52, 12);
    case "Per_Specific_Months": {
      const months = recurrence.specificListPriceBase;
      assert(months !== null && months > 0, "a list price for specific months says how many");
      return weekly ? ratio(12, 52 * months) : ratio(1, months);
    }
  }
}
