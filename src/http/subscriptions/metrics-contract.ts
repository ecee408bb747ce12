import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const subscriptionNumbers = z
  .union([z.string(), z.array(z.string())])
  .transform((numbers) => [numbers].flat())
  .meta({
    type: "array",
    items: { type: "string" },
    description: "Once for each subscription, in any order; each is answered once.",
  });

export const getMetricsBySubscriptionNumbers = contract({
  operation: "getMetricsBySubscriptionNumbers",
  method: "GET",
  path: "/v1/subscriptions/subscription-metrics",
  summary: "List subscription metrics by subscription numbers",
  description: "Of the latest versions, in the order in which they are asked for.",
  tag: "Subscriptions",
  query: z.object({
    "subscriptionNumbers[]": subscriptionNumbers,
    asOfDay: wire.date.optional().describe("The day of asOfDay… MRR; today when absent."),
  }),
  response: z.object({
    subscriptionMetrics: z.array(
      z.object({
        subscriptionNumber: z.string(),
        contractedMrr: wire.money,
        contractedNetMrr: wire.money,
        asOfDayGrossMrr: wire.money,
        asOfDayNetMrr: wire.money,
        netTotalContractedValue: wire.money.nullable(),
        totalContractedValue: wire.money.nullable().describe("Null for an evergreen subscription."),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
