import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

export const listSubscriptionTerms = contract({
  operation: "listSubscriptionTerms",
  method: "GET",
  path: "/v1/orders/term/{subscriptionNumber}",
  summary: "List subscription terms",
  description: "The first one first, as the version has them.",
  tag: "Orders",
  query: z.object({
    version: wire.intBetween(1, 2_147_483_647).optional().describe("The latest when absent."),
    ...wire.page(20).shape,
  }),
  response: z.object({
    terms: z.array(
      z.object({
        termNumber: z.number().describe("From 1."),
        isEvergreen: z.boolean(),
        startDate: wire.date,
        endDate: wire.date.nullable().describe("First day after the term; null for evergreen."),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
