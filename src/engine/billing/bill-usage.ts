import type { ChargeModel, Recurrence } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import type { RatingGroup, Smoothing, UsageTerms } from "../model/model-terms.ts";
import type { UsageByCharge, UsageTotal, UsageWanted } from "../model/usage.ts";
import { roundToCurrency } from "../values/currency.ts";
import { type DateRange, daysIn, isEmpty, NO_END } from "../values/date-range.ts";
import { type Decimal, formatDecimal, isZero, ZERO } from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import { formatRatio, isWhole, ratio, shareOf } from "../values/ratio.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";
import type { GridPeriod } from "./billing-periods.ts";
import { type ChargeBill, NOTHING_DUE } from "./charge-bill.ts";
import { periodOf, roundingOf } from "./due-lines.ts";
import { quantityOf, type RatedUsage, rateUsage } from "./rate-usage.ts";
import { type BillingContext, lineOf, type RecurringSegment, recurringSegment } from "./segment.ts";
import { smoothedOverage } from "./smoothed-overage.ts";

export type UsageSegment = RecurringSegment & { readonly usage: UsageTerms };

/**
 * Bills the usage of a charge, in arrears: each billing period once, when it has ended, with the
 * records of its days. What comes after that is never billed. On demand, what has come by the target
 * date is billed as well, less what was billed of the period before. Nothing is ever credited.
 *
 * Partial periods may be left out by the rules prorateUsageMonthlyCharges and
 * prorateUsageWeeklyCharges, and rateUsageIndividually prices and rounds record by record.
 *
 * Errors: USAGE_NOT_PRICED. Worked examples: docs/spec/usage.md.
 *
 * @param usage  what `usageWanted` asks for
 */
export function billUsage(
  context: BillingContext,
  subscription: BillableSubscription,
  charge: BillableCharge,
  recurrence: Recurrence,
  usage: UsageByCharge,
): ChargeBill {
  const segment = usageSegment(subscription, charge, recurrence, context);
  if (!segment) return NOTHING_DUE;
  const totals = usage.get(charge.chargeId) ?? [];
  const lines = dueDaysOf(segment).flatMap((due) => usageLine(segment, due, totals));
  const last = lines.at(-1);
  if (!last) return NOTHING_DUE;
  const { end } = last.service;
  const { chargeId } = charge;
  return {
    lines,
    throughDates: { chargeId, chargedThroughDate: end, processedThroughDate: end },
  };
}

/** Which records billing a charge needs; undefined where nothing of it is due. */
export function usageWanted(
  context: BillingContext,
  subscription: BillableSubscription,
  charge: BillableCharge,
): UsageWanted | undefined {
  if (charge.chargeType !== "Usage" || charge.recurrence === null) return undefined;
  const segment = usageSegment(subscription, charge, charge.recurrence, context);
  const services = segment ? dueDaysOf(segment) : [];
  const [first] = services;
  const last = services.at(-1);
  if (!segment || !first || !last) return undefined;
  const { smoothing, usageRecordRatingOption } = segment.usage;
  const openFrom = first.service.start;
  return recordsOf(segment, {
    from: smoothing ? segment.effective.start : openFrom,
    to: last.service.end,
    openFrom,
    withRated: smoothing || usageRecordRatingOption === "OnDemand" ? "yes" : "no",
  });
}

/** Records of a charge of these days. */
export function recordsOf(
  segment: UsageSegment,
  days: Pick<UsageWanted, "from" | "to" | "openFrom" | "withRated">,
): UsageWanted {
  const { subscription, charge, context, usage } = segment;
  return {
    chargeId: charge.chargeId,
    chargeNumber: charge.chargeNumber,
    subscriptionNumber: subscription.subscriptionNumber,
    accountId: subscription.subscriptionOwnerId,
    withChildren: context.rules.includeChildUsage ? "yes" : "no",
    unitOfMeasure: charge.unitOfMeasure ?? "",
    ...days,
    ratingGroup: ratingGroupOf(segment),
    ratedBy: usage.ratedBy,
    perUnit: charge.chargeModel === "PreratedPerUnit" ? "yes" : "no",
  };
}

export function usageSegment(
  subscription: BillableSubscription,
  charge: BillableCharge,
  recurrence: Recurrence,
  context: BillingContext,
): UsageSegment | undefined {
  const { usage } = charge.modelTerms;
  const segment = recurringSegment(subscription, charge, recurrence, context);
  return segment && usage ? { ...segment, usage } : undefined;
}

/** Where each record is rated by itself, so are those of models that price units, or were rated before. */
function ratingGroupOf({ charge, context, usage }: UsageSegment): RatingGroup {
  const isOne = context.rules.rateUsageIndividually && usage.ratingGroup === "ByBillingPeriod";
  return isOne && MAY_BE_RATED_ALONE.has(charge.chargeModel) ? "ByUsageRecord" : usage.ratingGroup;
}

/** The others cost something for all that was used together: a fee, units included, a highest day. */
const MAY_BE_RATED_ALONE: ReadonlySet<ChargeModel> = new Set([
  "PerUnit",
  "Tiered",
  "Volume",
  "PreratedPerUnit",
  "PreratedPricing",
]);

export type DueDays = { readonly period: GridPeriod; readonly service: DateRange };

/** From the first day not billed yet; on demand, from the start of its billing period. */
export function dueDaysOf(segment: UsageSegment): DueDays[] {
  const { grid, effective, context, charge, usage } = segment;
  const isOnDemand = usage.usageRecordRatingOption === "OnDemand";
  const { targetDate } = context;
  const through = charge.chargedThroughDate;
  const due: DueDays[] = [];
  let start = later(through ?? effective.start, effective.start);
  while (start < effective.end && start < targetDate) {
    const period = periodOf(grid, start);
    const end = earlier(period.end, effective.end);
    if (isLeftOut(segment, period)) {
      start = end;
      continue;
    }
    const service = {
      start: isOnDemand ? later(period.start, effective.start) : start,
      end: isOnDemand ? earlier(end, targetDate) : end,
    };
    if (service.end > targetDate || isEmpty(service)) break;
    due.push({ period, service });
    start = end;
  }
  return due;
}

/**
 * A part of a month that a charge begins with, and a part of a week at either end, where the rule says
 * so. What was used then is never billed. A part between two segments is no part of the charge.
 */
export function isLeftOut(
  { grid, effective, charge, context: { rules }, servedThrough }: UsageSegment,
  period: GridPeriod,
): boolean {
  const isLeading = charge.segment === 1 && period.start < effective.start;
  switch (grid.unit) {
    case "Month":
      return isLeading && !rules.prorateUsageMonthlyCharges;
    case "Week":
      return (isLeading || servedThrough < period.end) && !rules.prorateUsageWeeklyCharges;
    case "Term":
      return false;
  }
}

/** How what was used in a service is priced: all of it, or its share of the period, or record by record. */
export function costingOf(segment: UsageSegment, period: GridPeriod, service: DateRange) {
  const { context, usage } = segment;
  const share = shareOfPeriod(usage, period, service);
  const shared = (amount: Decimal) => (isWhole(share) ? amount : shareOf(amount, share));
  const ratingGroup = ratingGroupOf(segment);
  const isOneByOne = context.rules.rateUsageIndividually && ratingGroup === "ByUsageRecord";
  const ofOne = (amount: Decimal) => roundToCurrency(shared(amount), context.currency);
  return {
    share,
    priced: isOneByOne ? ofOne : undefined,
    cost: (amount: Decimal) => (isOneByOne ? amount : shared(amount)),
    inputs: {
      ...(ratingGroup !== "ByBillingPeriod" && { ratingGroup }),
      ...(isOneByOne && { rounded: "each record" }),
      ...(!isWhole(share) && { days: formatRatio(share) }),
    },
  };
}

/** No line for what is rated on demand as long as nothing new has come and the period goes on. */
function usageLine(
  segment: UsageSegment,
  { period, service }: DueDays,
  totals: readonly UsageTotal[],
): Line[] {
  const { charge, context, usage, effective } = segment;
  const own = totals.filter(({ day }) => day >= service.start && day < service.end);
  const isOnDemand = usage.usageRecordRatingOption === "OnDemand";
  const isOver = service.end === earlier(period.end, effective.end);
  const before = isOnDemand ? own.filter(({ isRated }) => isRated) : [];
  if (isOnDemand && !isOver && own.length === before.length) return [];
  const { share, priced, cost, inputs } = costingOf(segment, period, service);
  const rated = ratedOf(segment, service, { own, all: totals, priced });
  const unrounded = cost(rated.unrounded);
  const amount = roundToCurrency(unrounded, context.currency);
  const billed = before.length === 0 ? undefined : rateUsage(charge, before, priced);
  const billedBefore = billed && roundToCurrency(cost(billed.unrounded), context.currency);
  const isPart = !isWhole(share);
  return [
    lineOf(segment, {
      chargeName: isPart ? `${charge.name} -- Proration` : charge.name,
      service,
      quantity: billed ? quantityOf(own).minus(quantityOf(before)) : rated.quantity,
      unitPrice: rated.unitPrice,
      amount: billedBefore ? amount.minus(billedBefore) : amount,
      creditedItem: null,
      derivation: {
        rule: "usage",
        inputs: {
          ...rated.inputs,
          ...inputs,
          ...(billedBefore && { billedBefore: formatDecimal(billedBefore) }),
          ...roundingOf(unrounded, context.currency),
        },
      },
    }),
  ];
}

/** The share of the period's days, where a part of one costs less. */
const shareOfPeriod = ({ prorationOption }: UsageTerms, period: GridPeriod, service: DateRange) =>
  prorationOption === "TimeBasedProration" ? ratio(daysIn(service), daysIn(period)) : ratio(1, 1);

function ratedOf(
  segment: UsageSegment,
  service: DateRange,
  {
    own,
    all,
    priced,
  }: {
    readonly own: readonly UsageTotal[];
    readonly all: readonly UsageTotal[];
    readonly priced: ((amount: Decimal) => Decimal) | undefined;
  },
): RatedUsage {
  const { charge, usage } = segment;
  if (!usage.smoothing) return rateUsage(charge, own, priced);
  const quantity = quantityOf(own);
  const units = overageOf(segment, usage.smoothing, service.end, all);
  const { price } = charge;
  return {
    quantity,
    unitPrice: price,
    unrounded: price.times(units),
    inputs: {
      quantity: formatDecimal(quantity, 0),
      listPrice: formatDecimal(price),
      includedUnits: formatDecimal(usage.includedUnits, 0),
      smoothingModel: usage.smoothing.smoothingModel,
      numberOfPeriods: String(usage.smoothing.numberOfPeriods),
      ...(!isZero(units) && { overageUnits: formatDecimal(units, 0) }),
    },
  };
}

/** Of all billing periods up to the one that ends on the day. */
function overageOf(
  segment: UsageSegment,
  smoothing: Smoothing,
  until: PlainDate,
  all: readonly UsageTotal[],
): Decimal {
  const { grid, effective, usage, subscription } = segment;
  const periods: DateRange[] = [];
  const first = periodOf(grid, effective.start);
  let start = isLeftOut(segment, first) ? earlier(first.end, effective.end) : effective.start;
  let beginsInside = false;
  while (start < until) {
    const period = periodOf(grid, start);
    if (periods.length === 0) beginsInside = period.start < start;
    const end = earlier(period.end, effective.end);
    periods.push({ start, end });
    start = end;
  }
  const quantities = periods.map((each) =>
    quantityOf(all.filter(({ day }) => day >= each.start && day < each.end)),
  );
  const isEnded = until === effective.end && subscription.currentTerm.end !== NO_END;
  const usageOfPeriods = { quantities, beginsInside, isEnded };
  const overage = smoothedOverage(usageOfPeriods, usage.includedUnits, smoothing);
  return overage.at(-1) ?? ZERO;
}
