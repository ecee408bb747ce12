/** Order metrics as the wire writes them, in orders and in their previews. */
import type { z } from "zod";
import type { OrderMetric, OrderMetrics } from "#engine/metrics/order-metrics.ts";
import { NO_END, serviceEndDate } from "#engine/values/date-range.ts";
import { roundToDecimals, ZERO } from "#engine/values/decimal.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { metrics } from "./order-metrics-contract.ts";

export type OrderMetricsAnswer = z.input<typeof metrics>;

/** Numbers of the accounts that own a subscription and are billed for it. */
type Owners = { readonly subscriptionOwnerNumber: string; readonly invoiceOwnerNumber: string };

export const toOrderMetrics = (
  charges: readonly OrderMetrics[],
  owners: Owners,
): OrderMetricsAnswer =>
  charges.map((charge) => {
    const regular = (row: OrderMetric) => ({ ...toSlice(row, owners), type: "Regular" as const });
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
      quantity: charge.quantity.map((row) => toSlice(row, owners)),
      tcb: charge.tcb.map(billed),
      tcv: charge.tcv.map(regular),
    };
  });

/** To the nine decimals of the vendor's sample. */
const toSlice = ({ amount, days, termNumber }: OrderMetric, owners: Owners) => ({
  amount: roundToDecimals(amount, 9),
  endDate: days.end === NO_END ? null : serviceEndDate(days),
  invoiceOwner: numberUnlessMadeUp(owners.invoiceOwnerNumber),
  startDate: days.start,
  subscriptionOwner: numberUnlessMadeUp(owners.subscriptionOwnerNumber),
  termNumber,
});
