import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { orderRampMetrics, ramp, rampMetrics } from "./ramp-fields.ts";

const tag = "Ramps";

export const getRamp = contract({
  operation: "getRamp",
  method: "GET",
  path: "/v1/ramps/{rampNumber}",
  summary: "Retrieve a ramp",
  description: "As it is in the latest version of its subscription.",
  tag,
  response: z.object({ ramp }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getRampMetrics = contract({
  operation: "getRampMetrics",
  method: "GET",
  path: "/v1/ramps/{rampNumber}/ramp-metrics",
  summary: "List all ramp metrics of a ramp",
  description: "Of the latest version of its subscription.",
  tag,
  response: z.object({ rampMetrics }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listRampsOfSubscription = contract({
  operation: "listRampsOfSubscription",
  method: "GET",
  path: "/v1/subscriptions/{subscriptionKey}/ramps",
  summary: "Retrieve a ramp by subscription key",
  description: "Of the latest version for a number, of that very version for an id.",
  tag,
  response: z.object({ ramps: z.array(ramp) }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getRampMetricsOfSubscription = contract({
  operation: "getRampMetricsOfSubscription",
  method: "GET",
  path: "/v1/subscriptions/{subscriptionKey}/ramp-metrics",
  summary: "List ramp metrics by subscription key",
  description: "Of the latest version for a number, of that very version for an id.",
  tag,
  response: z.object({
    rampMetrics: rampMetrics.optional().describe("Absent where the subscription has no ramp."),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listRampMetricsOfOrder = contract({
  operation: "listRampMetricsOfOrder",
  method: "GET",
  path: "/v1/orders/{orderNumber}/ramp-metrics",
  summary: "List ramp metrics by order number",
  description:
    "Of each subscription with a ramp, as the order left it, and what the order has changed of it.",
  tag,
  params: { orderNumber: wire.key },
  response: z.object({ rampMetrics: orderRampMetrics }),
  errors: ["ENTITY_NOT_FOUND"],
});
