import type { Recurrence } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import { isOfMoney, type PrepaidHistory } from "../model/prepaid.ts";
import type { UsageByCharge, UsageTotal, UsageWanted } from "../model/usage.ts";
import type { Demand } from "../prepaid/draw-down.ts";
import { type DrawdownCharge, drawdownsOf } from "../prepaid/prepaid-charges.ts";
import { type PrepaidPlan, planPrepaid } from "../prepaid/prepaid-plan.ts";
import { roundToCurrency } from "../values/currency.ts";
import { contains, type DateRange, NO_END } from "../values/date-range.ts";
import {
  type Decimal,
  divideUnrounded,
  formatDecimal,
  isNegative,
  isPositive,
  isZero,
  minimum,
  ONE,
  roundToDecimals,
  sum,
  ZERO,
} from "../values/decimal.ts";
import { addDays, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { isWhole } from "../values/ratio.ts";
import {
  costingOf,
  type DueDays,
  dueDaysOf,
  isLeftOut,
  recordsOf,
  type UsageSegment,
  usageSegment,
} from "./bill-usage.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";
import { type ChargeBill, NOTHING_DUE } from "./charge-bill.ts";
import { moneyDemands } from "./draw-money.ts";
import { periodOf, roundingOf } from "./due-lines.ts";
import { quantityOf, rateUsage } from "./rate-usage.ts";
import { type BillingContext, lineOf } from "./segment.ts";

/**
 * Bills a usage charge that draws prepaid units: what the units do not pay for, by the charge's own
 * model. Where units come back of a period that was billed, what it costs more is billed once more.
 *
 * Worked examples: docs/spec/prepaid.md. No errors.
 */
export function billDrawdown(
  context: BillingContext,
  subscription: BillableSubscription,
  charge: BillableCharge,
  recurrence: Recurrence,
  { usage, plan }: { readonly usage: UsageByCharge; readonly plan: PrepaidPlan },
): ChargeBill {
  const segment = usageSegment(subscription, charge, recurrence, context);
  if (!segment) return NOTHING_DUE;
  const totals = usage.get(charge.chargeId) ?? [];
  const due = dueDaysOf(segment);
  const lines = [...againDue(segment, plan, due), ...due].map((days) =>
    drawdownLine(segment, days, totals, plan),
  );
  const last = lines.at(-1);
  if (!last) return NOTHING_DUE;
  const end = later(charge.chargedThroughDate ?? last.service.end, last.service.end);
  const { chargeId } = charge;
  return {
    lines,
    throughDates: { chargeId, chargedThroughDate: end, processedThroughDate: end },
  };
}

/** Billed periods that units come back of. */
function againDue(segment: UsageSegment, plan: PrepaidPlan, due: readonly DueDays[]): DueDays[] {
  const { charge, grid, effective } = segment;
  const periods = new Map<PlainDate, DueDays>();
  for (const day of plan.returnedDays(charge.chargeNumber)) {
    if (!contains(effective, day) || due.some(({ service }) => contains(service, day))) continue;
    const period = periodOf(grid, day);
    const service = {
      start: later(period.start, effective.start),
      end: earlier(period.end, effective.end),
    };
    periods.set(service.start, { period, service });
  }
  return [...periods.values()].toSorted((a, b) => (a.service.start < b.service.start ? -1 : 1));
}

function drawdownLine(
  segment: UsageSegment,
  { period, service }: DueDays,
  totals: readonly UsageTotal[],
  plan: PrepaidPlan,
): Line {
  const { charge, context } = segment;
  const { chargeNumber } = charge;
  const own = totals.filter(({ day }) => contains(service, day));
  const rated = own.filter(({ isRated }) => isRated);
  const { share, priced, cost, inputs } = costingOf(segment, period, service);
  const coveredAfter = (day: PlainDate) => plan.coveredAfter(chargeNumber, day);
  const coveredBefore = (day: PlainDate) => plan.coveredBefore(chargeNumber, day);
  const drawsMoney = isMoney(charge);
  // Money pays for a part of what usage costs, units for a part of the usage.
  const after = drawsMoney ? own : beyond(charge, own, coveredAfter);
  const before = drawsMoney ? rated : beyond(charge, rated, coveredBefore);
  const paid = (totals: readonly UsageTotal[], coveredOn: (day: PlainDate) => Decimal): Decimal =>
    drawsMoney ? sum(daysOf(totals).map(coveredOn)) : ZERO;
  const now = rateUsage(charge, after, priced);
  const billed = rated.length === 0 ? undefined : rateUsage(charge, before, priced);
  const unrounded = cost(now.unrounded);
  const amount = roundToCurrency(unrounded, context.currency).minus(paid(own, coveredAfter));
  const billedBefore =
    billed &&
    roundToCurrency(cost(billed.unrounded), context.currency).minus(paid(rated, coveredBefore));
  const isPart = !isWhole(share);
  const moves = plan.movesOf(chargeNumber, service);
  return {
    ...lineOf(segment, {
      chargeName: isPart ? `${charge.name} -- Proration` : charge.name,
      service,
      quantity: billed ? now.quantity.minus(quantityOf(before)) : now.quantity,
      unitPrice: now.unitPrice,
      amount: billedBefore ? amount.minus(billedBefore) : amount,
      creditedItem: null,
      derivation: {
        rule: "usage",
        inputs: {
          ...now.inputs,
          ...inputs,
          unitsUsed: formatDecimal(quantityOf(own), 0),
          ...prepaidInputs(charge, sum(coveredIn(own, plan, chargeNumber))),
          ...(billedBefore && { billedBefore: formatDecimal(billedBefore) }),
          ...roundingOf(unrounded, context.currency),
        },
      },
    }),
    ...(moves.length > 0 && { prepaidMoves: moves }),
  };
}

const coveredIn = (
  own: readonly UsageTotal[],
  plan: PrepaidPlan,
  chargeNumber: string,
): Decimal[] => daysOf(own).map((day) => plan.coveredAfter(chargeNumber, day));

const daysOf = (totals: readonly UsageTotal[]): PlainDate[] => [
  ...new Set(totals.map(({ day }) => day)),
];

const isMoney = ({ modelTerms: { prepaid } }: BillableCharge): boolean =>
  prepaid !== null && isOfMoney(prepaid);

function prepaidInputs({ modelTerms }: BillableCharge, units: Decimal) {
  const { prepaid } = modelTerms;
  if (prepaid?.operation !== "drawdown") return {};
  const { rate, unitOfMeasure } = prepaid;
  return {
    prepaidUnits: `${formatDecimal(units, 0)} ${unitOfMeasure}`,
    ...(!rate.eq(ONE) && { drawdownRate: formatDecimal(rate, 0) }),
  };
}

/** Digits of a usage quantity. */
const QUANTITY_DECIMALS = 15;

/** What usage is above what prepaid units pay, group by group in the order of the totals. */
function beyond(
  charge: BillableCharge,
  totals: readonly UsageTotal[],
  coveredOn: (day: PlainDate) => Decimal,
): UsageTotal[] {
  const paid = new Map<PlainDate, Decimal>();
  return totals.map((total) => {
    const left = paid.get(total.day) ?? divideUnrounded(coveredOn(total.day), rateOf(charge));
    const pays = isPositive(total.quantity) ? minimum(left, total.quantity) : ZERO;
    paid.set(total.day, left.minus(pays));
    return { ...total, quantity: roundToDecimals(total.quantity.minus(pays), QUANTITY_DECIMALS) };
  });
}

const rateOf = ({ modelTerms: { prepaid } }: BillableCharge): Decimal =>
  prepaid?.operation === "drawdown" ? prepaid.rate : ONE;

type Due = {
  readonly of: DrawdownCharge;
  readonly segment: UsageSegment;
  readonly services: readonly DateRange[];
};

/**
 * The records that billing needs of all usage charges of a subscription that draw prepaid units: what
 * one of them takes, the others do not have. None where neither usage is due nor a prepayment ends.
 * What was rated is needed where units of it come back.
 */
export function drawdownWanted(
  context: BillingContext,
  subscription: BillableSubscription,
  history: PrepaidHistory,
): UsageWanted[] {
  const all = duesOf(context, subscription);
  const plan = planPrepaid({ subscription, history, pending: new Map(), creditDate: NO_END });
  const returned = all.flatMap(({ of }) => plan.returnedDays(of.charge.chargeNumber));
  const cuts = plan.funds.filter(({ usable, period }) => usable.end < period.end);
  const [firstEnd, ...ends] = [
    ...all.flatMap(({ services }) => services.at(-1)?.end ?? []),
    ...cuts.map(({ usable }) => usable.end),
    ...returned.map((day) => addDays(day, 1)),
  ];
  if (!firstEnd) return [];
  const until = ends.reduce(later, firstEnd);
  return all.flatMap(({ segment }) => {
    const { charge, effective } = segment;
    const openFrom = later(charge.chargedThroughDate ?? effective.start, effective.start);
    const from = returned.length > 0 ? effective.start : openFrom;
    const to = earlier(until, effective.end);
    return from < to ? [recordsOf(segment, { from, to, openFrom, withRated: "yes" })] : [];
  });
}

const duesOf = (context: BillingContext, subscription: BillableSubscription): Due[] =>
  drawdownsOf(subscription).flatMap((of) => {
    const { recurrence } = of.charge;
    const segment = recurrence && usageSegment(subscription, of.charge, recurrence, context);
    if (!segment) return [];
    return [{ of, segment, services: dueDaysOf(segment).map(({ service }) => service) }];
  });

/** What usage that nothing has rated yet would draw, in prepaid units, by their unit of measure. */
export function pendingDemands(
  context: BillingContext,
  subscription: BillableSubscription,
  usage: UsageByCharge,
): ReadonlyMap<string, readonly Demand[]> {
  const demands = duesOf(context, subscription).flatMap(({ of, segment, services }) => {
    const { charge, terms } = of;
    const totals = (usage.get(charge.chargeId) ?? []).filter(
      ({ isRated, day }) =>
        !isRated &&
        contains(segment.effective, day) &&
        !isLeftOut(segment, periodOf(segment.grid, day)),
    );
    if (isOfMoney(terms)) return moneyDemands(of, segment, services, totals);
    const byService = Map.groupBy(totals, ({ day }) =>
      services.findIndex((service) => contains(service, day)),
    );
    return [...byService.values()].flatMap(netDays).map(({ day, quantity }) => ({
      unitOfMeasure: terms.unitOfMeasure,
      chargeNumber: charge.chargeNumber,
      day,
      units: quantity.times(terms.rate),
    }));
  });
  return Map.groupBy(demands, ({ unitOfMeasure }) => unitOfMeasure);
}

type DayUsage = { readonly day: PlainDate; readonly quantity: Decimal };

/** Usage by day. What was recorded too much is taken off the days before it, the nearest first. */
function netDays(totals: readonly UsageTotal[]): DayUsage[] {
  const days = [...Map.groupBy(totals, ({ day }) => day)]
    .map(([day, own]) => ({ day, quantity: quantityOf(own) }))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const netted = new Map(days.map(({ day, quantity }) => [day, quantity]));
  for (const { day, quantity } of days) {
    if (!isNegative(quantity)) continue;
    let tooMuch = quantity.neg();
    const others = [
      ...days.filter((each) => each.day < day).toReversed(),
      ...days.filter((each) => each.day > day),
    ];
    for (const other of others) {
      const has = netted.get(other.day) ?? ZERO;
      if (!isPositive(has) || isZero(tooMuch)) continue;
      const off = minimum(has, tooMuch);
      netted.set(other.day, has.minus(off));
      tooMuch = tooMuch.minus(off);
    }
  }
  return [...netted].flatMap(([day, quantity]) =>
    isPositive(quantity) ? [{ day, quantity }] : [],
  );
}
