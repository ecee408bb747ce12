import { z } from "zod";
import * as wire from "../wire.ts";

const text = z.string();

const interval = z.object({
  name: text.describe("Empty when it has none."),
  description: text.describe("Empty when it has none."),
  startDate: wire.date,
  endDate: wire.date.describe("The last day of the interval."),
});

export const ramp = z.object({
  id: wire.id,
  number: text,
  name: text.describe("Empty when it has none."),
  description: text.describe("Empty when it has none."),
  subscriptionNumber: text,
  charges: z.array(z.object({ chargeNumber: text })),
  intervals: z.array(interval),
});

const totals = {
  grossTcb: wire.money,
  discountTcb: wire.money,
  netTcb: wire.money,
  grossTcv: wire.money,
  discountTcv: wire.money,
  netTcv: wire.money,
};

/** Null in a preview for what the order would only make. */
const chargeNumber = text.nullable();
const subscriptionNumber = text.nullable();

const days = { startDate: wire.date, endDate: wire.date.describe("The last day.") };
const amounts = { gross: wire.money, discount: wire.money, net: wire.money };

const segmentMetrics = z.object({
  subscriptionNumber,
  chargeNumber,
  productRatePlanChargeId: wire.id,
  ratePlanChargeId: wire.id,
  ...days,
  quantity: wire.money,
  mrr: z.array(z.object({ ...days, ...amounts })).describe("Empty for a one-time charge."),
  ...totals,
});

const deltaMetrics = z.object({
  subscriptionNumber,
  chargeNumber,
  productRatePlanChargeId: wire.id,
  deltaMrr: z.array(z.object({ ...days, ...amounts })),
  deltaQuantity: z.array(z.object({ ...days, amount: wire.money })),
  deltaGrossTcb: wire.money,
  deltaDiscountTcb: wire.money,
  deltaNetTcb: wire.money,
  deltaGrossTcv: wire.money,
  deltaDiscountTcv: wire.money,
  deltaNetTcv: wire.money,
});

const ofRamp = { number: chargeNumber, name: text, description: text, ...totals };

export const rampMetrics = z.object({
  ...ofRamp,
  intervals: z.array(
    z.object({ ...interval.shape, ...totals, intervalMetrics: z.array(segmentMetrics) }),
  ),
});

/** Sections that a preview is not asked for are absent. */
export const orderRampMetrics = z.array(
  z.object({
    ...ofRamp,
    intervals: z.array(
      z.object({
        ...interval.shape,
        ...totals,
        intervalMetrics: z.array(segmentMetrics).optional(),
        intervalDeltaMetrics: z
          .array(deltaMetrics)
          .optional()
          .describe("Charges that the order has changed in the interval."),
      }),
    ),
  }),
);
