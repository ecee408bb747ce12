import type { z } from "zod";
import type { OrderDeltaMetric } from "#engine/metrics/order-delta-metrics.ts";
import type { OrderLineItemDelta } from "#engine/metrics/order-line-item-delta.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { isZero, roundToDecimals } from "#engine/values/decimal.ts";
import type { DeltaMetricsOfOrder } from "#operations/preview-metrics.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { orderDeltaMetrics } from "./metrics-contract.ts";

/** Of all subscriptions of an order, in its sequence, and then of its line items, in theirs. */
export const toOrderDeltaMetrics = ({
  subscriptions,
  orderLineItems,
}: DeltaMetricsOfOrder): z.input<typeof orderDeltaMetrics> => {
  const contracted = orderLineItems.filter((item) => !isZero(item.grossAmount)).map(itemToAmounts);
  return {
    orderDeltaMrr: subscriptions.flatMap(({ mrr }) => mrr.map(toAmounts)),
    orderDeltaTcb: [...subscriptions.flatMap(({ tcb }) => tcb.map(toAmounts)), ...contracted],
    orderDeltaTcv: [...subscriptions.flatMap(({ tcv }) => tcv.map(toAmounts)), ...contracted],
    orderDeltaQuantity: [
      ...subscriptions.flatMap(({ quantity }) =>
        quantity.map((metric) => ({ ...toSubject(metric), quantity: metric.amount })),
      ),
      ...orderLineItems
        .filter(({ quantity }) => !isZero(quantity))
        .map((item) => ({ ...itemToSubject(item), quantity: item.quantity })),
    ],
  };
};

const toAmounts = (metric: OrderDeltaMetric) => ({
  ...toSubject(metric),
  currency: metric.currency,
  grossAmount: roundToDecimals(metric.amount, 9),
  netAmount: roundToDecimals(metric.netAmount, 9),
});

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

const itemToAmounts = (item: OrderLineItemDelta) => ({
  ...itemToSubject(item),
  currency: item.currency,
  grossAmount: item.grossAmount,
  netAmount: item.netAmount,
});

/** No action has made it, and it has no charge. */
const itemToSubject = ({ days, itemNumber, productRatePlanChargeId }: OrderLineItemDelta) => ({
  chargeNumber: null,
  endDate: days.end,
  orderActionId: null,
  orderActionSequence: null,
  orderActionType: null,
  orderLineItemNumber: itemNumber,
  productRatePlanChargeId,
  ratePlanChargeId: null,
  startDate: days.start,
  subscriptionNumber: null,
});
