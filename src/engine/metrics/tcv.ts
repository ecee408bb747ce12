import { priceOfDeliveries } from "../billing/price-of-days.ts";
import { listAmount } from "../charge-models/index.ts";
import type { Charge } from "../model/charge.ts";
import { monthOfPrice } from "../model/mrr.ts";
import type { Subscription } from "../model/subscription.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, ZERO } from "../values/decimal.ts";
import { addMonths, daysBetween, daysInMonth, monthNumber } from "../values/plain-date.ts";
import { productOf, type Ratio, ratio, shareOf } from "../values/ratio.ts";

/**
 * Total contracted value of one segment of a charge: what it is worth over its days of service,
 * whatever is billed when. A recurring charge is worth its month times the months; a one-time charge
 * its price. A segment without days, because it is pending or was cancelled away, is worth nothing.
 *
 * @returns not rounded, null for an evergreen subscription, which has no end to count to
 *
 * Worked examples: docs/spec/metrics.md. No errors.
 */
export function totalContractedValue(
  charge: Charge,
  { termType }: Pick<Subscription, "termType">,
): Decimal | null {
  return termType === "EVERGREEN" ? null : contractedValueOf(charge);
}

/** The same of a segment by itself. One without end is worth nothing that could be counted. */
export function contractedValueOf(charge: Charge): Decimal {
  const { effective, recurrence } = charge;
  // What will be used nobody has contracted.
  if (!effective || isEmpty(effective) || charge.chargeType === "Usage") return ZERO;
  if (recurrence === null) return listAmount(charge);
  if (charge.chargeModel === "Delivery") return priceOfDeliveries(charge, effective);
  // One division, at the end: 100 a year over twelve months is 100, not 99.99…
  return shareOf(
    listAmount(charge),
    productOf(monthOfPrice({ ...charge, recurrence }), monthsIn(effective)),
  );
}

/**
 * Whole months from the first day, and the days that remain over the days of the month in which
 * they begin: 1 January up to 15 March is 2 14/31. Always actual days, whatever the billing rules.
 * From 31 January, the 30 days from 28 February up to 30 March are no more than the month up to the
 * 31st: one day more is never worth less.
 */
export function monthsIn({ start, end }: DateRange): Ratio {
  let whole = monthNumber(end) - monthNumber(start);
  if (addMonths(start, whole) > end) whole -= 1;
  const remainder = addMonths(start, whole);
  const days = daysInMonth(remainder);
  return ratio(whole * days + Math.min(daysBetween(remainder, end), days), days);
}
