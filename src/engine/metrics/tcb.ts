import { billableRange } from "../billing/billable-range.ts";
import { periodOf } from "../billing/due-lines.ts";
import { priceOf } from "../billing/price.ts";
import { measure } from "../billing/prorate.ts";
import {
  type BillingContext,
  type RecurringSegment,
  recurringSegment,
} from "../billing/segment.ts";
import { listAmount } from "../charge-models/index.ts";
import type { Charge } from "../model/charge.ts";
import type { Subscription } from "../model/subscription.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
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
  if (isEmpty(range)) return ZERO;
  if (charge.recurrence === null) return listAmount(charge);
  const context = { ...billing, targetDate: range.start, creditDate: range.start };
  const segment = recurringSegment(subscription, charge, charge.recurrence, context);
  return segment ? priceOfRange(segment, range) : ZERO;
}

function priceOfRange(segment: RecurringSegment, range: DateRange): Decimal {
  const { charge, grid, pricing, context, effective } = segment;
  const servedThrough = range.end === effective.end ? segment.servedThrough : range.end;
  const billable = billableRange(grid, range, context.rules, servedThrough);
  const prices: Decimal[] = [];
  let { start } = billable;
  while (start < billable.end) {
    const period = periodOf(grid, start);
    // Behind a term that is billed as one there is no period.
    if (period.end <= start) break;
    const service = { start, end: earlier(period.end, billable.end) };
    prices.push(priceOf(charge, pricing, measure(grid, period, service, context.rules).units));
    start = service.end;
  }
  return sum(prices);
}
