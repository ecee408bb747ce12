import { deliveriesIn } from "../charge-models/delivery.ts";
import type { PricedTerms } from "../charge-models/index.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, decimalOfCount } from "../values/decimal.ts";
import { ratio } from "../values/ratio.ts";
import type { GridPeriod, PeriodGrid } from "./billing-periods.ts";
import { type Pricing, priceOf } from "./price.ts";
import { type Measure, measure, type ProrationRules } from "./prorate.ts";

export type PricedDays = { readonly unrounded: Decimal; readonly measured: Measure };

/**
 * What a service inside one billing period costs, unrounded: its share of the period's price, or all
 * of it where the charge says so. Only deliveries are counted, whatever share of the period they are.
 */
export function priceOfDays(
  terms: PricedTerms,
  { grid, pricing }: { readonly grid: PeriodGrid; readonly pricing: Pricing },
  period: GridPeriod,
  service: DateRange,
  rules: ProrationRules,
): PricedDays {
  const isWhole = pricing.recurrence.prorationOption === "ChargeFullPeriod" && grid.unit !== "Term";
  const measured: Measure = isWhole
    ? { rule: "full period", units: ratio(grid.length, 1) }
    : measure(grid, period, service, rules);
  const unrounded =
    terms.chargeModel === "Delivery"
      ? priceOfDeliveries(terms, service)
      : priceOf(terms, pricing, measured.units);
  return { unrounded, measured };
}

/** Each delivery on these days at its price. */
export const priceOfDeliveries = (
  { price, modelTerms }: Pick<PricedTerms, "price" | "modelTerms">,
  days: DateRange,
): Decimal => price.times(decimalOfCount(deliveriesIn(modelTerms, days)));

/** What a derivation says of deliveries: how many. */
export const deliveryInputs = (
  { chargeModel, modelTerms }: Pick<PricedTerms, "chargeModel" | "modelTerms">,
  days: DateRange,
): { numberOfDeliveries?: string } =>
  chargeModel === "Delivery" ? { numberOfDeliveries: String(deliveriesIn(modelTerms, days)) } : {};
