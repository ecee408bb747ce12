/** What a preview says of metrics. */
import { z } from "zod";
import { metrics } from "../orders/order-metrics-contract.ts";
import * as wire from "../wire.ts";

const text = z.string().nullable();

const metric = z.object({
  discount: wire.money,
  discountDelta: wire.money,
  regular: wire.money,
  regularDelta: wire.money,
});

export const chargeMetrics = z.array(
  z.object({
    subscriptionNumber: text,
    charges: z.array(
      z.object({
        chargeNumber: text,
        productRatePlanChargeId: wire.id,
        productRatePlanId: wire.id,
        originRatePlanId: wire.id.nullable(),
        cmrr: metric,
        tax: metric,
        tcb: metric.optional().describe("Absent for an evergreen subscription."),
        tcv: metric.optional().describe("Absent for an evergreen subscription."),
      }),
    ),
  }),
);

const subject = {
  chargeNumber: text.describe("Null where the order would create it, and for a line item."),
  endDate: wire.date
    .nullable()
    .describe("The first day that is not meant; null in an evergreen subscription."),
  orderActionId: z.null(),
  orderActionSequence: text.describe(
    "Among the actions on the subscription, from 0; null for a line item.",
  ),
  orderActionType: text.describe("Null for a line item."),
  orderLineItemNumber: text.describe("Null for a charge."),
  productRatePlanChargeId: wire.id.nullable(),
  ratePlanChargeId: wire.id
    .nullable()
    .describe("Null where the order would create the segment, and for a line item."),
  startDate: wire.date,
  subscriptionNumber: text.describe("Null where the order would create it, and for a line item."),
};

const amounts = z.object({
  ...subject,
  currency: z.string(),
  grossAmount: wire.money,
  netAmount: wire.money,
});

export const orderDeltaMetrics = z
  .object({
    orderDeltaMrr: z.array(amounts),
    orderDeltaTcb: z.array(amounts),
    orderDeltaTcv: z.array(amounts),
    orderDeltaQuantity: z.array(z.object({ ...subject, quantity: wire.money })),
  })
  .describe(
    "What each order action would change of each segment, by days, and what line items add.",
  );

export const orderMetrics = z.array(
  z.object({
    orderActions: z.array(
      z.object({ orderMetrics: metrics, sequence: z.string(), type: z.string() }),
    ),
    subscriptionNumber: text,
  }),
);
