import type { z } from "zod";
import type { OrderDeltaMetric, OrderDeltaMetrics } from "#engine/metrics/order-delta-metrics.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { roundToDecimals } from "#engine/values/decimal.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { orderDeltaMetrics } from "./metrics-contract.ts";

/** Of all subscriptions of an order, in its sequence. */
export const toOrderDeltaMetrics = (
  metrics: readonly OrderDeltaMetrics[],
): z.input<typeof orderDeltaMetrics> => ({
  orderDeltaMrr: metrics.flatMap(({ mrr }) => mrr.map(toAmounts)),
  orderDeltaTcb: metrics.flatMap(({ tcb }) => tcb.map(toAmounts)),
  orderDeltaTcv: metrics.flatMap(({ tcv }) => tcv.map(toAmounts)),
  orderDeltaQuantity: metrics.flatMap(({ quantity }) =>
    quantity.map((metric) => ({ ...toSubject(metric), quantity: metric.amount })),
  ),
});

/** Without discounts, net is gross. */
function toAmounts(metric: OrderDeltaMetric) {
  const amount = roundToDecimals(metric.amount, 9);
  const { currency } = metric;
  return { ...toSubject(metric), currency, grossAmount: amount, netAmount: amount };
}

/** An action that is not ordered yet has no id, and what a preview has made no number. */
const toSubject = (metric: OrderDeltaMetric) => ({
  chargeNumber: numberUnlessMadeUp(metric.chargeNumber),
  endDate: metric.days.end === NO_END ? null : metric.days.end,
  orderActionId: null,
  orderActionSequence: String(metric.orderActionSequence),
  orderActionType: metric.orderActionType,
  orderLineItemNumber: null,
  productRatePlanChargeId: metric.productRatePlanChargeId,
  ratePlanChargeId: metric.ratePlanChargeId,
  startDate: metric.days.start,
  subscriptionNumber: numberUnlessMadeUp(metric.subscriptionNumber),
});
