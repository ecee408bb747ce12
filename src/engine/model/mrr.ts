import { assert } from "../assert.ts";
import { listAmount, type PricedTerms } from "../charge-models/index.ts";
import type { Decimal } from "../values/decimal.ts";
import { type Ratio, ratio, shareOf } from "../values/ratio.ts";
import type { BillingPeriod, ListPriceBase, Recurrence } from "./charge.ts";

export type RecurringTerms = PricedTerms & {
  readonly recurrence: Pick<
    Recurrence,
    "billingPeriod" | "specificBillingPeriod" | "listPriceBase" | "specificListPriceBase"
  >;
};

/**
 * Monthly recurring revenue: what a recurring charge is worth in a month, whatever it is billed in.
 * A month of a price per week is 30 days of it: 140 a week is 600.
 *
 * @returns not rounded: 100 a year is 8.3333…
 *
 * Worked examples: docs/spec/metrics.md. No errors.
 */
export const monthlyRecurringRevenue = (terms: RecurringTerms): Decimal =>
  shareOf(listAmount(terms), monthOfPrice(terms));

/**
 * The share of a list price that one month is worth: 1/3 of a price per quarter, 30/7 of a week's.
 * Deliveries are counted by the week.
 */
export function monthOfPrice({
  chargeModel,
  recurrence,
}: Pick<RecurringTerms, "chargeModel" | "recurrence">): Ratio {
  if (chargeModel === "Delivery") return weeks(1);
  const { listPriceBase, specificListPriceBase, billingPeriod, specificBillingPeriod } = recurrence;
  switch (listPriceBase) {
    case "Per_Billing_Period":
      return PERIODS[billingPeriod](specificBillingPeriod);
    case "Per_Specific_Months":
      return months(given(specificListPriceBase));
    default:
      return BASES[listPriceBase];
  }
}

const months = (count: number): Ratio => ratio(1, count);
const weeks = (count: number): Ratio => ratio(30, 7 * count);

const BASES: Readonly<
  Record<Exclude<ListPriceBase, "Per_Billing_Period" | "Per_Specific_Months">, Ratio>
> = { Per_Month: months(1), Per_Week: weeks(1), Per_Year: months(12) };

const PERIODS: Readonly<Record<BillingPeriod, (specific: number | null) => Ratio>> = {
  Month: () => months(1),
  Quarter: () => months(3),
  Semi_Annual: () => months(6),
  Annual: () => months(12),
  Eighteen_Months: () => months(18),
  Two_Years: () => months(24),
  Three_Years: () => months(36),
  Five_Years: () => months(60),
  Specific_Months: (specific) => months(given(specific)),
  // The catalog refuses a price for the whole term (define-charge.ts); it would depend on the term.
  Subscription_Term: () => months(12),
  Week: () => weeks(1),
  Specific_Weeks: (specific) => weeks(given(specific)),
};

function given(count: number | null): number {
  assert(count !== null && count > 0, "a specific period says how long it is");
  return count;
}
