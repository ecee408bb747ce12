import { listAmount, unitListPrice } from "../charge-models/index.ts";
import type { Recurrence } from "../model/charge.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, decimalOfCount, roundToDecimals } from "../values/decimal.ts";
import { addMonths, earlier, monthNumber } from "../values/plain-date.ts";
import { ratio } from "../values/ratio.ts";
import type { BillableCharge } from "./billable.ts";
import { lengthOf } from "./billing-periods.ts";
import { type Pricing, priceOf, unitPriceOf } from "./price.ts";

/** One billing period of a validity period, and what it costs. */
export type PrepaymentPeriod = {
  readonly service: DateRange;
  readonly unrounded: Decimal;
  readonly amount: Decimal;
  readonly unitPrice: Decimal;
};

/**
 * The billing periods of one validity period, counted from its first day whatever the billing day is:
 * no item is about two validity periods, and none is prorated. All cost the same; the last one makes
 * up for the rounding of the others, so that together they are what the validity period costs.
 *
 *     10.00 a quarter, billed monthly     3.33 | 3.33 | 3.34
 *
 * Worked examples: docs/spec/prepaid.md. No errors.
 */
export function prepaymentPeriods(
  charge: BillableCharge,
  recurrence: Recurrence,
  period: DateRange,
  currency: Currency,
): PrepaymentPeriod[] {
  const days = billingPeriodsIn(recurrence, period);
  const pricing = pricingIn(recurrence, period);
  const unrounded = pricing ? priceOf(charge, pricing, pricing.unitsInPeriod) : listAmount(charge);
  const each = roundToCurrency(unrounded, currency);
  const others = decimalOfCount(days.length - 1);
  const rest = unrounded.times(others.plus("1")).minus(each.times(others));
  const last = { unrounded: rest, amount: roundToCurrency(rest, currency) };
  return days.map((service, index) => ({
    service,
    ...(index === days.length - 1 ? last : { unrounded, amount: each }),
    unitPrice: pricing ? unitPriceOf(charge, pricing) : unitListPrice(charge),
  }));
}

/** What a validity period costs, to nine decimals where it does not end. */
export function fundingPrice(charge: BillableCharge, period: DateRange): Decimal {
  const { recurrence } = charge;
  if (recurrence === null) return listAmount(charge);
  const pricing = pricingIn(recurrence, period);
  const each = pricing ? priceOf(charge, pricing, pricing.unitsInPeriod) : listAmount(charge);
  const count = decimalOfCount(billingPeriodsIn(recurrence, period).length);
  return roundToDecimals(each.times(count), 9);
}

/** A validity period billed at once, or month by month, or so many months by so many. */
export function billingPeriodsIn(recurrence: Recurrence, period: DateRange): DateRange[] {
  const { unit, length } = lengthOf(recurrence);
  if (unit !== "Month") return [period];
  const periods: DateRange[] = [];
  let { start } = period;
  while (start < period.end) {
    const end = earlier(addMonths(period.start, (periods.length + 1) * length), period.end);
    periods.push({ start, end });
    start = end;
  }
  return periods;
}

/** Whether the billing periods of a validity period are all as long as they should be, or but one. */
export function isDivisible(recurrence: Recurrence, period: DateRange): boolean {
  const { unit, length } = lengthOf(recurrence);
  if (unit !== "Month") return true;
  const count = billingPeriodsIn(recurrence, period).length;
  return count === 1 || addMonths(period.start, count * length) === period.end;
}

/** Undefined where the list price is that of the term that it bills at once. */
function pricingIn(recurrence: Recurrence, period: DateRange): Pricing | undefined {
  const { unit, length } = lengthOf(recurrence);
  const { listPriceBase, specificListPriceBase } = recurrence;
  if (listPriceBase === "Per_Billing_Period") return undefined;
  const months = unit === "Month" ? length : monthsIn(period);
  return {
    recurrence: { listPriceBase, specificListPriceBase },
    unit: "Month",
    unitsInPeriod: ratio(Math.max(months, 1), 1),
  };
}

const monthsIn = ({ start, end }: DateRange): number => monthNumber(end) - monthNumber(start);
