import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Subscriptions";
const customFields = wire.customFields.default({});

const request = wire.looseBody(
  {
    customFields,
    ratePlans: z
      .array(
        wire.looseBody(
          {
            ratePlanId: wire.key.describe("Of any version of the subscription."),
            customFields,
            charges: z
              .array(
                wire.looseBody(
                  {
                    chargeId: wire.key.optional().describe("Of any version; this or chargeNumber."),
                    chargeNumber: wire.key.optional(),
                    customFields,
                  },
                  wire.changes("RatePlanCharge"),
                ),
              )
              .max(1000)
              .default([]),
          },
          wire.changes("RatePlan"),
        ),
      )
      .max(1000)
      .default([]),
  },
  wire.changes("Subscription"),
);

const description =
  "Of the subscription, its rate plans and all segments of their charges. Fields that are not named stay as they are; there is no new version.";

export const updateSubscriptionCustomFields = contract({
  operation: "updateSubscriptionCustomFields",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionNumber}/customFields",
  summary: "Update subscription custom fields",
  description: `${description} Of the latest version.`,
  tag,
  request,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "MISSING_FIELD", "NOT_ALLOWED", "LOCK_CONTENTION"],
  resource: "535000",
});

export const updateSubscriptionCustomFieldsOfVersion = contract({
  operation: "updateSubscriptionCustomFieldsOfVersion",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionNumber}/versions/{version}/customFields",
  summary: "Update subscription custom fields of a subscription version",
  description,
  tag,
  params: { version: wire.intBetween(1, 2_147_483_647) },
  request,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "MISSING_FIELD", "NOT_ALLOWED", "LOCK_CONTENTION"],
  resource: "535000",
});

export const deleteSubscription = contract({
  operation: "deleteSubscription",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionKey}/delete",
  summary: "Delete a subscription by number",
  description:
    "Takes the subscription back as if each of its orders were deleted, the latest first: only while nothing was billed because of them, and where they are of no other subscription.",
  tag,
  response: z.object({}),
  errors: [
    "ENTITY_NOT_FOUND",
    "NOT_ALLOWED",
    "ORDER_HAS_BEEN_BILLED",
    "ORDER_CANNOT_BE_UNDONE",
    "LOCK_CONTENTION",
  ],
  resource: "535000",
});
