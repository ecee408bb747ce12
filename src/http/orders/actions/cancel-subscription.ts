import { z } from "zod";
import * as wire from "../../wire.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** On the wire an action nests its fields under its own name; in the engine it is flat. */
export const cancelSubscription = orderAction({
  type: z.literal("CancelSubscription"),
  cancelSubscription: wire.looseBody({
    cancellationPolicy: z.enum(["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"]),
    cancellationEffectiveDate: wire.billingDate
      .optional()
      .describe(
        "First day without service. Required for SpecificDate, not used by the other policies.",
      ),
  }),
});

/** The date is the one that came of the policy, or that was asked for. */
export const toWire: ToWire<"CancelSubscription"> = (action, { subscription }) => ({
  cancellationPolicy: action.cancellationPolicy,
  cancellationEffectiveDate: subscription?.cancelledDate ?? askedFor(action),
});

const askedFor = (action: Parameters<typeof toWire>[0]) =>
  action.cancellationPolicy === "SpecificDate" ? action.cancellationEffectiveDate : null;
