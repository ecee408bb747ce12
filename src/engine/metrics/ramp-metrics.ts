import type { Charge } from "../model/charge.ts";
import type { Ramp, RampInterval } from "../model/ramp.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { rampedChargeNumbers } from "../order-actions/with-ramp.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, isZero, sum, ZERO } from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import type { ChangedDays } from "./changed-days.ts";
import { mrrOf } from "./subscription-metrics.ts";
import { type BookedBilling, contractedBilling } from "./tcb.ts";
import { contractedValueOf } from "./tcv.ts";

/** What is contracted for some days. Not rounded; without discounts, net is gross. */
type Contracted = { readonly tcb: Decimal; readonly tcv: Decimal };

/** What the days of a charge segment in an interval are worth. */
export type RampSegmentMetrics = Contracted & {
  readonly chargeNumber: string;
  readonly chargeId: string;
  readonly productRatePlanChargeId: string;
  readonly days: DateRange;
  readonly quantity: Decimal;
  /** Null for a one-time charge. */
  readonly mrr: Decimal | null;
};

/** By how much an order has changed what a charge is worth in an interval. */
export type RampChargeChange = Contracted & {
  readonly chargeNumber: string;
  readonly productRatePlanChargeId: string;
  readonly mrr: readonly ChangedDays[];
  readonly quantity: readonly ChangedDays[];
};

export type RampIntervalMetrics = Contracted & {
  readonly interval: RampInterval;
  readonly segments: readonly RampSegmentMetrics[];
};

export type RampMetrics = Contracted & {
  readonly ramp: Ramp;
  readonly subscriptionNumber: string;
  readonly intervals: readonly RampIntervalMetrics[];
};

/** What an order leaves of a ramp, and by interval what it has changed. */
export type OrderRampMetrics = {
  readonly metrics: RampMetrics;
  readonly changes: readonly (readonly RampChargeChange[])[];
  /** What of it is asked for. */
  readonly shows: readonly RampSection[];
};

export const RAMP_SECTIONS = ["RampMetrics", "RampDeltaMetrics"] as const;
export type RampSection = (typeof RAMP_SECTIONS)[number];

export type RampedSubscription = Subscription & { readonly ramp: Ramp };

export const isRamped = (subscription: Subscription): subscription is RampedSubscription =>
  subscription.ramp !== null;

/**
 * What a subscription with a ramp is worth, by interval, charge and segment. A segment that lies in
 * several intervals is divided among them, so that its parts sum to the whole: its TCV by months and
 * days, its TCB as it would be billed.
 *
 *     intervals    |---- 1 ----|---- 2 ----|---- 3 ----|
 *     segments     |------- 1 ------|------- 2 --------|
 *     metrics      |---- a ----|-b--|--c---|---- d ----|
 *
 * A one-time charge belongs to the interval of its day. One of an evergreen subscription has no TCV.
 *
 * Worked examples: docs/spec/ramps.md. No errors.
 */
export function rampMetrics(subscription: RampedSubscription, billing: BookedBilling): RampMetrics {
  const { ramp, subscriptionNumber } = subscription;
  const numbers = new Set(rampedChargeNumbers(subscription, ramp));
  const charges = chargesOf(subscription).filter((charge) => numbers.has(charge.chargeNumber));
  const intervals = ramp.intervals.map((interval) => {
    const segments = charges.flatMap((charge) =>
      inInterval(subscription, charge, interval, billing),
    );
    return { interval, segments, ...totalOf(segments) };
  });
  return { ramp, subscriptionNumber, intervals, ...totalOf(intervals) };
}

const totalOf = (parts: readonly Contracted[]): Contracted => ({
  tcb: sum(parts.map(({ tcb }) => tcb)),
  tcv: sum(parts.map(({ tcv }) => tcv)),
});

function inInterval(
  subscription: Subscription,
  charge: Charge,
  { days: interval }: RampInterval,
  billing: BookedBilling,
): RampSegmentMetrics[] {
  const { effective, recurrence } = charge;
  if (!effective) return [];
  const days = common(effective, interval);
  if (isEmpty(days)) return [];
  const hasValue = recurrence !== null || subscription.termType === "TERMED";
  const { chargeNumber, chargeId, productRatePlanChargeId, quantity } = charge;
  return [
    {
      ...{ chargeNumber, chargeId, productRatePlanChargeId, quantity, days },
      mrr: mrrOf(charge),
      tcb: shareOf(effective, days, (part) =>
        contractedBilling(subscription, charge, part, billing),
      ),
      tcv: hasValue
        ? shareOf(effective, days, (part) => contractedValueOf({ ...charge, effective: part }))
        : ZERO,
    },
  ];
}

const common = (a: DateRange, b: DateRange): DateRange => ({
  start: later(a.start, b.start),
  end: earlier(a.end, b.end),
});

/** What the segment is worth up to the last of the days, without what it is worth before the first. */
const shareOf = (
  { start }: DateRange,
  days: DateRange,
  of: (days: DateRange) => Decimal,
): Decimal => {
  const until = (end: PlainDate) => (end > start ? of({ start, end }) : ZERO);
  return until(days.end).minus(until(days.start));
};

/**
 * What an order has changed of each charge of the ramp, by interval of the ramp as it is now. Charges
 * of which nothing has changed are left out. No errors.
 *
 * @param before  the version that the order found; undefined when it created the subscription
 */
export function rampChanges(
  before: Subscription | undefined,
  after: RampedSubscription,
  billing: BookedBilling,
): RampChargeChange[][] {
  const was = before && rampMetrics({ ...before, ramp: after.ramp }, billing);
  return rampMetrics(after, billing).intervals.map(({ segments }, index) =>
    changesOf(was?.intervals[index]?.segments ?? [], segments),
  );
}

function changesOf(
  before: readonly RampSegmentMetrics[],
  after: readonly RampSegmentMetrics[],
): RampChargeChange[] {
  const found = Map.groupBy(before, ({ chargeNumber }) => chargeNumber);
  const left = Map.groupBy(after, ({ chargeNumber }) => chargeNumber);
  return [...new Set([...left.keys(), ...found.keys()])]
    .map((number) => changeOf(number, found.get(number) ?? [], left.get(number) ?? []))
    .filter(
      ({ tcb, tcv, mrr, quantity }) =>
        !isZero(tcb) || !isZero(tcv) || mrr.length > 0 || quantity.length > 0,
    );
}

function changeOf(
  chargeNumber: string,
  before: readonly RampSegmentMetrics[],
  after: readonly RampSegmentMetrics[],
): RampChargeChange {
  const [was, is] = [totalOf(before), totalOf(after)];
  const [first] = [...after, ...before];
  return {
    chargeNumber,
    productRatePlanChargeId: first?.productRatePlanChargeId ?? "",
    tcb: is.tcb.minus(was.tcb),
    tcv: is.tcv.minus(was.tcv),
    mrr: changedBetween(before, after, ({ mrr }) => mrr ?? ZERO),
    quantity: changedBetween(before, after, ({ quantity }) => quantity),
  };
}

/** Day by day, one entry for each stretch in which neither changes. */
function changedBetween(
  before: readonly RampSegmentMetrics[],
  after: readonly RampSegmentMetrics[],
  of: (segment: RampSegmentMetrics) => Decimal,
): ChangedDays[] {
  const on = (segments: readonly RampSegmentMetrics[], day: PlainDate) =>
    sum(segments.filter(({ days }) => days.start <= day && day < days.end).map(of));
  const bounds = [...before, ...after].flatMap(({ days }) => [days.start, days.end]);
  const cuts = [...new Set(bounds)].sort();
  return cuts
    .flatMap((start, index) => {
      const end = cuts[index + 1];
      return end ? [{ start, end, amount: on(after, start).minus(on(before, start)) }] : [];
    })
    .filter(({ amount }) => !isZero(amount));
}

/**
 * Of a subscription with a ramp that an order has changed; undefined for one without. No errors.
 *
 * @param before  undefined when the order created the subscription
 */
export function orderRampMetrics(
  before: Subscription | undefined,
  after: Subscription,
  billing: BookedBilling,
  shows: readonly RampSection[],
): OrderRampMetrics | undefined {
  if (!isRamped(after)) return undefined;
  const metrics = rampMetrics(after, billing);
  return { metrics, changes: rampChanges(before, after, billing), shows };
}
