/** Order metrics as the wire writes them, in orders and in their previews. */
import type { z } from "zod";
import type { OrderMetric, OrderMetrics } from "#engine/metrics/order-metrics.ts";
import { NO_END, serviceEndDate } from "#engine/values/date-range.ts";
import { roundToDecimals, ZERO } from "#engine/values/decimal.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { metrics } from "./order-metrics-contract.ts";

export type OrderMetricsAnswer = z.input<typeof metrics>;

/** @param owner  number of the account that owns the subscription and is billed for it */
export const toOrderMetrics = (
  charges: readonly OrderMetrics[],
  owner: string | null,
): OrderMetricsAnswer =>
  charges.map((charge) => {
    const regular = (row: OrderMetric) => ({ ...toSlice(row, owner), type: "Regular" as const });
    const billed = (row: OrderMetric) => ({ ...regular(row), tax: ZERO });
    const chargeNumber = numberUnlessMadeUp(charge.chargeNumber);
    return {
      chargeNumber,
      elp: charge.elp.map(billed),
      mrr: charge.mrr.map(regular),
      // The id of what a preview has made names nothing.
      originRatePlanId: chargeNumber === null ? null : charge.originalRatePlanId,
      productRatePlanChargeId: charge.productRatePlanChargeId,
      productRatePlanId: charge.productRatePlanId,
      quantity: charge.quantity.map((row) => toSlice(row, owner)),
      tcb: charge.tcb.map(billed),
      tcv: charge.tcv.map(regular),
    };
  });

/** To the nine decimals of the vendor's sample. */
const toSlice = ({ amount, days, termNumber }: OrderMetric, owner: string | null) => ({
  amount: roundToDecimals(amount, 9),
  endDate: days.end === NO_END ? null : serviceEndDate(days),
  invoiceOwner: owner,
  startDate: days.start,
  subscriptionOwner: owner,
  termNumber,
});
