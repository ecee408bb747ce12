import { z } from "zod";
import * as wire from "../wire.ts";

const interval = wire.looseBody({
  name: wire.orderText(255).optional(),
  description: wire.orderText(500).optional(),
  startDate: wire.billingDate,
  endDate: wire.billingDate.describe("The last day of the interval."),
});

const charge = wire.looseBody({
  chargeNumber: wire.key.optional(),
  uniqueToken: wire.key.optional().describe("Of a charge that the same order adds."),
});

/** How a subscription is divided into intervals, from the version on that the order makes. */
export const ramp = wire.looseBody({
  name: wire.orderText(255).optional(),
  description: wire.orderText(500).optional(),
  intervals: z
    .array(interval)
    .max(12)
    .optional()
    .describe("One after the other, without gaps. Required for a new ramp."),
  charges: z.array(charge).max(50).optional().describe("All charges when absent."),
  delete: wire.boolean.optional().describe("The subscription is without a ramp from now on."),
});
