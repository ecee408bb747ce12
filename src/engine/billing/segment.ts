import type { BillingRules } from "../model/billing-rules.ts";
import type { Recurrence } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import { addDays, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { type Ratio, ratio } from "../values/ratio.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";
import { billableRange, wholePeriods } from "./billable-range.ts";
import { type PeriodGrid, periodGrid } from "./billing-periods.ts";
import type { Pricing } from "./price.ts";
import { measureTerm } from "./prorate.ts";

/** What is common to the charges of one account while it is billed. */
export type BillingContext = {
  /** 1 to 31, where 31 is the end of the month; 0 (AutoSet, unset yet): each charge's start day. */
  readonly billCycleDay: number;
  readonly currency: Currency;
  readonly rules: BillingRules;
  /** Everything due on or before this day is billed. */
  readonly targetDate: PlainDate;
  /** What is to be credited from this day or before is credited: the target date, or later. */
  readonly creditDate: PlainDate;
};

/** A charge segment with the days that it is billed for. */
export type Segment = {
  readonly subscription: BillableSubscription;
  readonly charge: BillableCharge;
  readonly context: BillingContext;
  /** Its days of service, inside the subscription's term. May be empty. */
  readonly effective: DateRange;
};

export type RecurringSegment = Segment & {
  readonly recurrence: Recurrence;
  readonly grid: PeriodGrid;
  readonly pricing: Pricing;
  /** Of weeks: first day that neither it nor those of its charge that follow without a gap serve. */
  readonly servedThrough: PlainDate;
  /** The days that are billed: more or less than `effective` where partial periods are not prorated. */
  readonly billable: DateRange;
};

/** Undefined while the charge is pending, and for a term without end, which has no period to bill. */
export function recurringSegment(
  subscription: BillableSubscription,
  charge: BillableCharge,
  recurrence: Recurrence,
  context: BillingContext,
): RecurringSegment | undefined {
  const effective = effectiveInTerm(subscription, charge);
  if (!effective) return undefined;
  const grid = periodGrid(recurrence, {
    accountBillCycleDay: context.billCycleDay,
    subscriptionStartDate: subscription.subscriptionStartDate,
    currentTerm: termOf(subscription, recurrence, effective),
    chargeStartDate: firstSegmentStart(subscription, charge, effective.start),
  });
  if (grid.unit === "Term" && grid.term.end === NO_END) return undefined;
  const pricing = pricingOf(recurrence, grid, context.rules);
  const servedThrough =
    grid.unit === "Week" ? endOfService(subscription, charge, effective.end) : effective.end;
  const billable = isOfFullPeriods(recurrence)
    ? wholePeriods(grid, effective)
    : billableRange(grid, effective, context.rules, servedThrough);
  const segment = { subscription, charge, context, effective, recurrence, grid, pricing };
  return { ...segment, billable, servedThrough };
}

/** Whether a partial period costs what a whole one does, and none of it is ever given back. */
export const isOfFullPeriods = ({ prorationOption }: Pick<Recurrence, "prorationOption">) =>
  prorationOption === "ChargeFullPeriod";

/** Where the service of a charge ends that goes on in its next segments, without a gap. */
function endOfService(
  subscription: BillableSubscription,
  { chargeNumber, segment }: BillableCharge,
  end: PlainDate,
): PlainDate {
  for (const { charges } of subscription.ratePlans) {
    for (const next of charges) {
      if (next.chargeNumber !== chargeNumber || next.segment === segment) continue;
      const days = effectiveInTerm(subscription, next);
      if (days?.start === end && !isEmpty(days)) return endOfService(subscription, next, days.end);
    }
  }
  return end;
}

/** Nothing is billed past the end of the term, whatever the charge says. */
export function effectiveInTerm(
  { currentTerm }: BillableSubscription,
  { effective }: BillableCharge,
): DateRange | undefined {
  if (!effective || effective.end <= currentTerm.end) return effective;
  return { start: effective.start, end: later(effective.start, currentTerm.end) };
}

/**
 * The term that the periods of a segment follow: the current one. Only a charge whose period is the
 * term keeps that of its own segment, which ended where the current term started.
 */
function termOf(
  { currentTerm }: BillableSubscription,
  { billingPeriod }: Recurrence,
  { start, end }: DateRange,
): DateRange {
  if (billingPeriod !== "Subscription_Term") return currentTerm;
  const isOfOldTerm = start < currentTerm.start && end <= currentTerm.start;
  if (isOfOldTerm) return { start, end: currentTerm.start };
  return isEmpty(currentTerm) ? { start, end: addDays(start, 1) } : currentTerm;
}

/** Later segments of a charge keep the periods of its first. */
function firstSegmentStart(
  subscription: BillableSubscription,
  charge: BillableCharge,
  start: PlainDate,
): PlainDate {
  if (charge.segment === 1) return start;
  let first = start;
  for (const { charges } of subscription.ratePlans)
    for (const { chargeNumber, effective } of charges)
      if (chargeNumber === charge.chargeNumber && effective)
        first = earlier(first, effective.start);
  return first;
}

function pricingOf(recurrence: Recurrence, grid: PeriodGrid, rules: BillingRules): Pricing {
  if (grid.unit !== "Term")
    return { recurrence, unit: grid.unit, unitsInPeriod: ratio(grid.length, 1) };
  const unitsInPeriod: Ratio = measureTerm(grid, grid.term, rules.daysInMonth).units;
  return { recurrence, unit: grid.measure.unit, unitsInPeriod };
}

/** What a line says of its charge, whatever it bills or credits. */
export const lineOf = (
  { subscription, charge }: Segment,
  particulars: Pick<
    Line,
    | "chargeName"
    | "service"
    | "quantity"
    | "unitPrice"
    | "amount"
    | "creditedItem"
    | "derivation"
    | "unrounded"
    | "discounts"
  >,
): Line => ({
  subscriptionId: subscription.subscriptionId,
  subscriptionNumber: subscription.subscriptionNumber,
  chargeId: charge.chargeId,
  chargeNumber: charge.chargeNumber,
  productRatePlanChargeId: charge.productRatePlanChargeId,
  segment: charge.segment,
  chargeType: charge.chargeType,
  unitOfMeasure: charge.unitOfMeasure,
  chargeName: particulars.chargeName,
  service: particulars.service,
  quantity: particulars.quantity,
  unitPrice: particulars.unitPrice,
  amount: particulars.amount,
  creditedItem: particulars.creditedItem,
  derivation: particulars.derivation,
  ...(charge.taxTerms && { taxTerms: charge.taxTerms }),
  ...(particulars.unrounded && { unrounded: particulars.unrounded }),
  ...(particulars.discounts && { discounts: particulars.discounts }),
});
