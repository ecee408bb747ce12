import { billableRange } from "../billing/billable-range.ts";
import {
  boundary,
  type GridPeriod,
  type PeriodGrid,
  periodAt,
  unitAt,
} from "../billing/billing-periods.ts";
import { periodOf } from "../billing/due-lines.ts";
import { priceOfDays, priceOfDeliveries } from "../billing/price-of-days.ts";
import {
  type BillingContext,
  type RecurringSegment,
  recurringSegment,
} from "../billing/segment.ts";
import { listAmount } from "../charge-models/index.ts";
import type { Charge } from "../model/charge.ts";
import type { Subscription } from "../model/subscription.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, decimalOfCount, sum, ZERO } from "../values/decimal.ts";
import { earlier } from "../values/plain-date.ts";

/** How the account is billed on the day that something is reckoned. */
export type BookedBilling = Omit<BillingContext, "targetDate" | "creditDate">;

/**
 * Total contracted billing of a charge over some days: what billing would charge for them, by the
 * entity's rules and the account's billing day as they are now, whatever is billed already.
 *
 * @param range  days with an end; a one-time charge comes whole, or not at all
 * @returns not rounded; ZERO while the charge is pending
 *
 * Worked examples: docs/spec/order-metrics.md. No errors.
 */
export function contractedBilling(
  subscription: Subscription,
  charge: Charge,
  range: DateRange,
  billing: BookedBilling,
): Decimal {
  if (isEmpty(range) || charge.chargeType === "Usage") return ZERO;
  if (charge.recurrence === null) return listAmount(charge);
  const context = { ...billing, targetDate: range.start, creditDate: range.start };
  const segment = recurringSegment(subscription, charge, charge.recurrence, context);
  return segment ? priceOfRange(segment, range) : ZERO;
}

function priceOfRange(segment: RecurringSegment, range: DateRange): Decimal {
  const { charge, grid, context, effective } = segment;
  const servedThrough = range.end === effective.end ? segment.servedThrough : range.end;
  const billable = billableRange(grid, range, context.rules, servedThrough);
  if (charge.chargeModel === "Delivery") return priceOfDeliveries(charge, billable);
  const priceIn = (period: GridPeriod, service: DateRange): Decimal =>
    priceOfDays(charge, segment, period, service, context.rules).unrounded;
  const prices: Decimal[] = [];
  let { start } = billable;
  while (start < billable.end) {
    const whole = wholePeriods(grid, { start, end: billable.end });
    if (whole) {
      prices.push(priceIn(whole.period, whole.period).times(decimalOfCount(whole.count)));
      start = whole.end;
      continue;
    }
    const period = periodOf(grid, start);
    // Behind a term that is billed as one there is no period.
    if (period.end <= start) break;
    const service = { start, end: earlier(period.end, billable.end) };
    prices.push(priceIn(period, service));
    start = service.end;
  }
  return sum(prices);
}

/** Periods of the same length from the start on: a term may have thousands. */
function wholePeriods(grid: PeriodGrid, { start, end }: DateRange) {
  if (grid.unit === "Term") return undefined;
  const period = periodAt(grid, start);
  if (period.start !== start || period.units !== grid.length) return undefined;
  const count = Math.floor((unitAt(grid, end) - period.firstUnit) / grid.length);
  if (count < 1) return undefined;
  return { period, count, end: boundary(grid, period.firstUnit + count * grid.length) };
}
