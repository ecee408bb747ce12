import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Subscription Change Logs";

const text = z.string().nullable();

const fields = z.array(
  z.object({
    fieldName: z.string(),
    oldValue: text.describe("Null where there was none."),
    newValue: text.describe("Null where there is none any more."),
  }),
);

const changeLog = z.object({
  subscriptionNumber: z.string(),
  version: z.number(),
  subscriptionStartDate: wire.date,
  subscriptionEndDate: wire.date.nullable().describe("Null for evergreen."),
  termStartDate: wire.date,
  termEndDate: wire.date.nullable(),
  accountNumber: z.string(),
  invoiceOwnerAccountNumber: z.string(),
  currency: z.string(),
  orderNumber: z.string().describe("Of the order that made the version."),
  type: z.literal("Standard"),
  externalSubscriptionId: z.null(),
  changedTime: wire.timestamp,
  ratePlans: z.array(
    z.object({
      ratePlanNumber: z.string(),
      ratePlanCharges: z.array(
        z.object({
          chargeNumber: z.string(),
          ratePlanChargeId: wire.id.describe("Of its first version: what stays the same."),
          effectiveStartDate: wire.date.nullable().describe("Null while the charge is pending."),
          effectiveEndDate: wire.date.nullable(),
          fields,
        }),
      ),
      fields,
    }),
  ),
  fields,
});

const changeLogs = z.object({ subscriptions: z.array(changeLog) });
const description =
  "What each version has changed of the one before, field by field; of the first, all that it has. Rate plans and charges are there where something of them has changed.";

export const listSubscriptionChangeLogs = contract({
  operation: "listSubscriptionChangeLogs",
  method: "GET",
  path: "/v1/subscription-change-logs/{subscriptionNumber}",
  aliases: ["/subscription-change-logs/{subscriptionNumber}"], // as the SDKs spell it
  summary: "List change histories of a subscription",
  description: `${description} The latest version first.`,
  tag,
  response: changeLogs,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listSubscriptionChangeLogsOfOrder = contract({
  operation: "listSubscriptionChangeLogsOfOrder",
  method: "GET",
  path: "/v1/subscription-change-logs/orders/{orderNumber}",
  aliases: ["/subscription-change-logs/orders/{orderNumber}"], // as the SDKs spell it
  summary: "List change histories of subscriptions by order number",
  description,
  tag,
  response: changeLogs,
  errors: ["ENTITY_NOT_FOUND"],
});

export const getSubscriptionChangeLog = contract({
  operation: "getSubscriptionChangeLog",
  method: "GET",
  path: "/v1/subscription-change-logs/{subscriptionNumber}/versions/{version}",
  aliases: ["/subscription-change-logs/{subscriptionNumber}/versions/{version}"], // as the SDKs spell it
  summary: "Retrieve a change history of a subscription by version",
  description,
  tag,
  params: { version: wire.intBetween(1, 2_147_483_647) },
  response: z.object({ subscription: changeLog }),
  errors: ["ENTITY_NOT_FOUND"],
});
