import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

/** Repeated, or joined by commas. */
const numbers = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    [given].flat().flatMap((text) => text.split(",").filter((number) => number !== "")),
  )
  .meta({ type: "array", items: { type: "string" } });

const query = z
  .object({
    "subscriptionNumbers[]": numbers
      .optional()
      .describe("Required; 'subscriptionNumbers' means the same."),
    subscriptionNumbers: numbers.optional(),
    asOfDay: wire.date.optional().describe("The day of the metrics; today when absent."),
  })
  .superRefine((given, check) => {
    const all = [given["subscriptionNumbers[]"] ?? [], given.subscriptionNumbers ?? []].flat();
    const path = ["subscriptionNumbers[]"];
    if (all.length === 0) check.addIssue({ code: "custom", path, input: undefined });
  });

export const listSubscriptionMetrics = contract({
  operation: "listSubscriptionMetrics",
  method: "GET",
  path: "/v1/subscriptions/subscription-metrics",
  summary: "List subscription metrics by subscription numbers",
  description: "Of the latest versions, each number once, in the order of the request.",
  tag: "Subscriptions",
  query,
  response: z.object({
    subscriptionMetrics: z.array(
      z.object({
        subscriptionNumber: z.string(),
        contractedMrr: wire.money,
        contractedNetMrr: wire.money,
        asOfDayGrossMrr: wire.money,
        asOfDayNetMrr: wire.money,
        netTotalContractedValue: wire.money.nullable().describe("Null for evergreen."),
        totalContractedValue: wire.money.nullable().describe("Null for evergreen."),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
