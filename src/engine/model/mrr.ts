import { assert } from "../assert.ts";
import { type Decimal, decimalOfCount, divideUnrounded } from "../values/decimal.ts";
import type { BillingPeriod, ChargeTerms, ListPriceBase, Recurrence } from "./charge.ts";

export type RecurringTerms = Pick<ChargeTerms, "chargeModel" | "price" | "quantity"> & {
  readonly recurrence: Pick<
    Recurrence,
    "billingPeriod" | "specificBillingPeriod" | "listPriceBase" | "specificListPriceBase"
  >;
};

/**
 * Monthly recurring revenue: what a recurring charge is worth in a month, whatever it is billed in.
 * A year has 12 months and 52 weeks.
 *
 * @returns not rounded: 100 a year is 8.3333…
 */
export function monthlyRecurringRevenue(terms: RecurringTerms): Decimal {
  const { chargeModel, price, quantity } = terms;
  const listAmount = chargeModel === "PerUnit" ? price.times(quantity) : price;
  const base = priceBase(terms.recurrence);
  const perYear = listAmount.times(decimalOfCount(base.perYear));
  return divideUnrounded(perYear, decimalOfCount(12 * base.units));
}

/** A price is for `units` of a unit that a year has `perYear` of. */
type PriceBase = { readonly units: number; readonly perYear: number };

const months = (units: number): PriceBase => ({ units, perYear: 12 });
const weeks = (units: number): PriceBase => ({ units, perYear: 52 });

function priceBase(recurrence: RecurringTerms["recurrence"]): PriceBase {
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

const BASES: Readonly<
  Record<Exclude<ListPriceBase, "Per_Billing_Period" | "Per_Specific_Months">, PriceBase>
> = { Per_Month: months(1), Per_Week: weeks(1), Per_Year: months(12) };

const PERIODS: Readonly<Record<BillingPeriod, (specific: number | null) => PriceBase>> = {
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
