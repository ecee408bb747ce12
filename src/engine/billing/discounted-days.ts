import type { Line } from "../model/document.ts";
import { contains, type DateRange, isEmpty } from "../values/date-range.ts";
import { earlier, later } from "../values/plain-date.ts";
import { inverseOf, productOf, type Ratio } from "../values/ratio.ts";
import type { BillableCharge, BillableRatePlan, BillableSubscription } from "./billable.ts";
import type { Discount } from "./discount-steps.ts";
import { periodOf } from "./due-lines.ts";
import { measure } from "./prorate.ts";
import { type BillingContext, effectiveInTerm, recurringSegment } from "./segment.ts";

/** A line that may be discounted, and the segment of a charge that it is of. */
export type Discounted = {
  readonly line: Pick<Line, "service">;
  readonly subscription: BillableSubscription;
  readonly ratePlan: BillableRatePlan;
  readonly charge: BillableCharge;
};

/** The days of a discount: never past the term of its subscription. */
export const discountDays = ({ subscription, charge }: Discount): DateRange | undefined =>
  effectiveInTerm(subscription, charge);

/**
 * Whether a discount could take something off a service at all. A percentage is for services that
 * begin in its days, and one that applies partially for those that share a day with it. Of a fixed
 * amount, its periods say it (discount-balances.ts).
 */
export function isInItsDays({ line: { service } }: Discounted, discount: Discount): boolean {
  const days = discountDays(discount);
  if (!days || isEmpty(days)) return false;
  if (discount.charge.chargeModel === "DiscountFixedAmount") return true;
  return discount.terms.applyToBillingPeriodPartially
    ? days.start < service.end && service.start < days.end
    : contains(days, service.start);
}

export type DiscountedDays = {
  readonly service: DateRange;
  /** Of the service's amount; absent: all of it. */
  readonly share?: Ratio;
};

/** The days on which a percentage takes something off a service, and which share of it they are. */
export function discountedDays(
  { line: { service }, subscription, charge }: Discounted,
  discount: Discount,
  context: BillingContext,
): DiscountedDays | undefined {
  const days = discountDays(discount);
  if (!days) return undefined;
  if (!discount.terms.applyToBillingPeriodPartially) return { service };
  const shared = intersection(days, service);
  if (!shared) return undefined;
  if (shared.start === service.start && shared.end === service.end) return { service };
  const segment =
    charge.recurrence && recurringSegment(subscription, charge, charge.recurrence, context);
  if (!segment) return { service: shared };
  const period = periodOf(segment.grid, service.start);
  // By months first, whatever the rule says: three of twelve months are a quarter of a year.
  const rules = { ...context.rules, prorationUnit: "ProrateByMonthFirst" as const };
  const unitsOf = (range: DateRange) => measure(segment.grid, period, range, rules).units;
  const whole = unitsOf(service);
  if (whole.numerator === 0) return { service };
  return { service: shared, share: productOf(unitsOf(shared), inverseOf(whole)) };
}

/** Undefined where they share no day. */
export function intersection(a: DateRange, b: DateRange): DateRange | undefined {
  const shared = { start: later(a.start, b.start), end: earlier(a.end, b.end) };
  return isEmpty(shared) ? undefined : shared;
}
