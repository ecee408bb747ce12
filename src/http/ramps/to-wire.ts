/** Ramps and their metrics as the wire writes them: days with the last one included. */
import type { z } from "zod";
import type { ChangedDays } from "#engine/metrics/changed-days.ts";
import type {
  OrderRampMetrics,
  RampChargeChange,
  RampedSubscription,
  RampIntervalMetrics,
  RampMetrics,
  RampSegmentMetrics,
} from "#engine/metrics/ramp-metrics.ts";
import type { Ramp, RampInterval } from "#engine/model/ramp.ts";
import { rampedChargeNumbers } from "#engine/order-actions/with-ramp.ts";
import { type DateRange, serviceEndDate } from "#engine/values/date-range.ts";
import { type Decimal, roundToDecimals, ZERO } from "#engine/values/decimal.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type * as fields from "./ramp-fields.ts";

export const toRamp = (subscription: RampedSubscription): z.input<typeof fields.ramp> => {
  const { ramp, subscriptionNumber } = subscription;
  const numbers = rampedChargeNumbers(subscription, ramp);
  return {
    charges: numbers.map((chargeNumber) => ({ chargeNumber })),
    description: ramp.description ?? "",
    id: ramp.rampId,
    intervals: ramp.intervals.map(toInterval),
    name: ramp.name ?? "",
    number: ramp.rampNumber,
    subscriptionNumber,
  };
};

export const toInterval = ({ name, description, days }: RampInterval) => ({
  description: description ?? "",
  name: name ?? "",
  ...toDays(days),
});

export const toRampMetrics = (metrics: RampMetrics): z.input<typeof fields.rampMetrics> => ({
  ...toHead(metrics.ramp),
  ...toTotals(metrics),
  intervals: metrics.intervals.map((interval) => ({
    ...toIntervalTotals(interval),
    intervalMetrics: interval.segments.map((segment) => toSegment(segment, metrics)),
  })),
});

export const toOrderRampMetrics = (
  all: readonly OrderRampMetrics[],
): z.input<typeof fields.orderRampMetrics> =>
  all.map(({ metrics, changes, shows }) => ({
    ...toHead(metrics.ramp),
    ...toTotals(metrics),
    intervals: metrics.intervals.map((interval, index) => ({
      ...toIntervalTotals(interval),
      ...(shows.includes("RampMetrics") && {
        intervalMetrics: interval.segments.map((segment) => toSegment(segment, metrics)),
      }),
      ...(shows.includes("RampDeltaMetrics") && {
        intervalDeltaMetrics: (changes[index] ?? []).map((each) => toChange(each, metrics)),
      }),
    })),
  }));

const toHead = ({ rampNumber, name, description }: Ramp) => ({
  description: description ?? "",
  name: name ?? "",
  number: numberUnlessMadeUp(rampNumber),
});

const toIntervalTotals = (metrics: RampIntervalMetrics) => ({
  ...toInterval(metrics.interval),
  ...toTotals(metrics),
});

const toSegment = (segment: RampSegmentMetrics, { subscriptionNumber }: RampMetrics) => ({
  chargeNumber: numberUnlessMadeUp(segment.chargeNumber),
  ...toDays(segment.days),
  mrr: segment.mrr ? [{ ...toDays(segment.days), ...toAmounts(segment.mrr) }] : [],
  ...toTotals(segment),
  productRatePlanChargeId: segment.productRatePlanChargeId,
  quantity: segment.quantity,
  ratePlanChargeId: segment.chargeId,
  subscriptionNumber: numberUnlessMadeUp(subscriptionNumber),
});

function toChange(change: RampChargeChange, { subscriptionNumber }: RampMetrics) {
  const [tcb, tcv] = [metric(change.tcb), metric(change.tcv)];
  return {
    chargeNumber: numberUnlessMadeUp(change.chargeNumber),
    deltaDiscountTcb: ZERO,
    deltaDiscountTcv: ZERO,
    deltaGrossTcb: tcb,
    deltaGrossTcv: tcv,
    deltaMrr: change.mrr.map((days) => ({ ...toDays(days), ...toAmounts(days.amount) })),
    deltaNetTcb: tcb,
    deltaNetTcv: tcv,
    deltaQuantity: change.quantity.map((days: ChangedDays) => ({
      ...toDays(days),
      amount: days.amount,
    })),
    productRatePlanChargeId: change.productRatePlanChargeId,
    subscriptionNumber: numberUnlessMadeUp(subscriptionNumber),
  };
}

/** Without discounts, net is gross. */
function toTotals({ tcb, tcv }: { readonly tcb: Decimal; readonly tcv: Decimal }) {
  const [grossTcb, grossTcv] = [metric(tcb), metric(tcv)];
  return {
    ...{ discountTcb: ZERO, discountTcv: ZERO },
    ...{ grossTcb, grossTcv, netTcb: grossTcb, netTcv: grossTcv },
  };
}

const toAmounts = (amount: Decimal) => ({
  discount: ZERO,
  gross: metric(amount),
  net: metric(amount),
});

const toDays = (days: DateRange) => ({
  endDate: serviceEndDate(days),
  startDate: days.start,
});

/** As many decimals as order delta metrics have. */
const metric = (amount: Decimal): Decimal => roundToDecimals(amount, 9);
