import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

export const getRatePlan = contract({
  operation: "getRatePlan",
  method: "GET",
  path: "/v1/rateplans/{ratePlanId}",
  summary: "Retrieve a rate plan",
  description:
    "A rate plan of a subscription, by its id in one version of it. The order that has made that version is told by its id and number; its actions are read by GET /v1/orders/{orderNumber}.",
  tag: "Rate Plans",
  response: z.looseObject({
    id: wire.id,
    lastChangeType: z
      .enum(["New", "Update", "Remove"])
      .describe("New, too, where no later order has changed it."),
    order: z.object({ id: wire.id, orderNumber: z.string() }).nullable(),
    productId: wire.id,
    productName: z.string(),
    productRatePlanId: wire.id,
    productSku: z.string(),
    ratePlanName: z.string(),
    subscriptionId: wire.id,
    subscriptionVersion: z.number(),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
