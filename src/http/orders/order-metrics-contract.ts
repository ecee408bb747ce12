import { z } from "zod";
import * as wire from "../wire.ts";

const slice = z.object({
  amount: wire.money.describe("What came, or negative what went."),
  endDate: wire.date.nullable().describe("The last day; null without end."),
  invoiceOwner: z.string().nullable(),
  startDate: wire.date,
  subscriptionOwner: z.string().nullable(),
  termNumber: z.number().describe("Of the subscription, from 1."),
});

const regular = slice.extend({ type: z.literal("Regular") });
const billed = regular.extend({ tax: wire.money });

export const metrics = z
  .array(
    z.object({
      chargeNumber: z.string().nullable(),
      elp: z.array(billed),
      mrr: z.array(regular),
      originRatePlanId: wire.id.nullable(),
      productRatePlanChargeId: wire.id,
      productRatePlanId: wire.id,
      quantity: z.array(slice),
      tcb: z.array(billed),
      tcv: z.array(regular),
    }),
  )
  .describe("What the action changed of each charge, in the terms of the subscription.");
