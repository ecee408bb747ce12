import { type Charge, hasSamePrice } from "../model/charge.ts";
import type { OrderActionType } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import type { OrderedChange, OrderStep } from "../order-actions/apply-order.ts";
import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import { allDays, changedDays, eachDay, type Worth } from "./changed-days.ts";
import { type NetChange, type NetOfSegments, netChanges, netOfSegments } from "./net-changes.ts";
import { mrrOf } from "./subscription-metrics.ts";
import { type BookedBilling, contractedBilling } from "./tcb.ts";
import { contractedValueOf } from "./tcv.ts";

/** By how much one action changed what some days of a segment are worth. */
export type OrderDeltaMetric = {
  readonly subscriptionNumber: string;
  readonly currency: string;
  /** Among the actions on the subscription, from 0. */
  readonly orderActionSequence: number;
  readonly orderActionType: OrderActionType;
  readonly chargeNumber: string;
  readonly productRatePlanChargeId: string;
  /** Of the segment as the order found it; null where the order has made it. */
  readonly ratePlanChargeId: string | null;
  /** Up to NO_END in an evergreen subscription. */
  readonly days: DateRange;
  /** Before discounts, or units; not rounded. */
  readonly amount: Decimal;
  /** After discounts; not rounded. */
  readonly netAmount: Decimal;
};

export type OrderDeltaMetrics = {
  readonly [Kind in "mrr" | "tcb" | "tcv" | "quantity"]: readonly OrderDeltaMetric[];
};

/**
 * What each action of an order changed of each segment of the charges: monthly recurring revenue,
 * contracted billing and value, quantity. Nothing for segments that are pending or empty. A
 * subscription without end has no TCB, and no TCV but that of its one-time charges.
 *
 * Discounts are in no rows of their own: they are what the net amounts of other charges lack, and rows
 * whose net alone has changed (docs/spec/net-metrics.md).
 *
 * The rows of all orders of a subscription sum to what its latest version has, for each day: those of
 * TCV as well, those of TCB as long as it is billed as when it was booked.
 *
 * Worked examples: docs/spec/order-metrics.md. No errors.
 */
export const orderDeltaMetrics = (
  change: Pick<OrderedChange, "base" | "steps">,
  billing: BookedBilling,
): OrderDeltaMetrics => ({
  mrr: metricsBy(revenue, change, billing),
  tcb: metricsBy(billingOf(billing), change, billing),
  tcv: metricsBy(value, change, billing),
  quantity: metricsBy(quantity, change, undefined),
});

/** What a segment is worth; undefined where it has no such worth. */
type WorthOf = (subscription: Subscription, charge: ServedCharge) => Worth | undefined;

type ServedCharge = Charge & { readonly effective: DateRange };

/** @param billing  whose rules order discounts; undefined: there is no net */
function metricsBy(
  worthOf: WorthOf,
  { base, steps }: Pick<OrderedChange, "base" | "steps">,
  billing: BookedBilling | undefined,
): OrderDeltaMetric[] {
  const known = knownIds(base, steps[0]?.before);
  return steps.flatMap((step, orderActionSequence) => {
    const nets = billing && netsOf(step, billing);
    return segmentsOf(step).flatMap(({ before, after, charge }) =>
      changesOf(step, { before, after }, { worthOf, nets }).map(
        ({ amount, netAmount, ...days }) => ({
          subscriptionNumber: step.after.subscriptionNumber,
          currency: step.after.currency,
          orderActionSequence,
          orderActionType: step.type,
          chargeNumber: charge.chargeNumber,
          productRatePlanChargeId: charge.productRatePlanChargeId,
          ratePlanChargeId: known.get(charge.chargeId) ?? null,
          days,
          amount,
          netAmount,
        }),
      ),
    );
  });
}

type Nets = { readonly [Side in "before" | "after"]: NetOfSegments | undefined };

/** Undefined where no discount is involved: net is gross. */
function netsOf({ before, after }: OrderStep, { rules }: BookedBilling): Nets | undefined {
  const nets = { before: netOfSegments(before, rules), after: netOfSegments(after, rules) };
  return nets.before || nets.after ? nets : undefined;
}

/** The ids that segments had in the version before the order, by those of its copy. */
function knownIds(
  base: Subscription | undefined,
  copy: Subscription | undefined,
): ReadonlyMap<string, string> {
  if (!base || !copy) return new Map();
  const ids = chargesOf(base).map(({ chargeId }) => chargeId);
  return new Map(chargesOf(copy).map(({ chargeId }, index) => [chargeId, ids[index] ?? chargeId]));
}

type Segment = { readonly before: Charge | undefined; readonly after: Charge | undefined };

/** The segments that an action found or made: one that it changed keeps its id. */
function segmentsOf({ before, after }: OrderStep): (Segment & { readonly charge: Charge })[] {
  const found = new Map((before ? chargesOf(before) : []).map((each) => [each.chargeId, each]));
  const left = chargesOf(after).map((charge) => ({
    before: found.get(charge.chargeId),
    after: charge,
    charge,
  }));
  for (const { charge } of left) found.delete(charge.chargeId);
  return [
    ...left,
    ...[...found.values()].map((charge) => ({ before: charge, after: undefined, charge })),
  ];
}

type Reckoning = { readonly worthOf: WorthOf; readonly nets: Nets | undefined };

function changesOf(
  step: OrderStep,
  { before, after }: Segment,
  { worthOf, nets }: Reckoning,
): NetChange[] {
  if ((before ?? after)?.discount) return [];
  if (!nets && before === after && step.before?.termType === step.after.termType) return [];
  const was = step.before && isServed(before) ? worthOf(step.before, before) : undefined;
  const is = isServed(after) ? worthOf(step.after, after) : undefined;
  const isSame = hasSameTerms(before, after);
  if (!nets) {
    return changedDays(was, is, isSame).map((days) => ({ ...days, netAmount: days.amount }));
  }
  return netChanges(
    was && before && { charge: before, worth: was, net: nets.before },
    is && after && { charge: after, worth: is, net: nets.after },
    isSame,
  );
}

const isServed = (charge: Charge | undefined): charge is ServedCharge =>
  charge?.effective !== undefined;

/** The days that it had and has are worth the same, even where periods have moved with the term. */
const hasSameTerms = (before: Charge | undefined, after: Charge | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  hasSamePrice(before, after) &&
  before.quantity.eq(after.quantity) &&
  before.recurrence === after.recurrence;

const revenue: WorthOf = (_, charge) => {
  const mrr = mrrOf(charge);
  return mrr ? eachDay(charge.effective, mrr) : undefined;
};

const quantity: WorthOf = (_, charge) => eachDay(charge.effective, charge.quantity);

const value: WorthOf = ({ termType }, charge) =>
  termType === "EVERGREEN" && charge.recurrence
    ? undefined
    : allDays(charge.effective, (days) => contractedValueOf({ ...charge, effective: days }));

const billingOf =
  (billing: BookedBilling): WorthOf =>
  (subscription, charge) =>
    subscription.termType === "EVERGREEN"
      ? undefined
      : allDays(charge.effective, (days) => contractedBilling(subscription, charge, days, billing));
