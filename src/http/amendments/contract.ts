/** Actions of orders, as clients that know no orders read them. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { fieldsQuery, read } from "../object-crud/contract.ts";
import * as wire from "../wire.ts";

const tag = "Subscriptions";
const text = z.string().nullable();
const day = wire.date.nullable();
const id = wire.id.nullable();
const notHeld = z.null();

const amendment = z.object({
  id: wire.id.describe("Of the order's action."),
  code: notHeld,
  name: text.describe("Why: as the action says it."),
  type: z.string(),
  description: text.describe("Of the order."),
  status: z.literal("Completed"),
  contractEffectiveDate: day,
  serviceActivationDate: day,
  customerAcceptanceDate: day,
  effectiveDate: day.describe("Of a cancellation: the first day without service."),
  newSubscriptionId: wire.id,
  baseSubscriptionId: id,
  termType: text,
  currentTerm: z.number().nullable(),
  currentTermPeriodType: text,
  termStartDate: day,
  renewalSetting: text,
  renewalTerm: z.number().nullable(),
  renewalTermPeriodType: text,
  autoRenew: z.boolean().nullable(),
  specificUpdateDate: day,
  newRatePlanId: notHeld,
  baseRatePlanId: notHeld,
  destinationAccountId: id,
  destinationInvoiceOwnerId: id,
});

export const getAmendment = contract({
  operation: "getAmendment",
  method: "GET",
  path: "/v1/amendments/{amendmentKey}",
  summary: "Retrieve an amendment",
  description:
    "An action of an order that was executed, by its id, as POST /v1/action/amend answers it. There are no codes.",
  tag,
  response: amendment,
  errors: ["ENTITY_NOT_FOUND"],
});

export const getLastAmendment = contract({
  operation: "getLastAmendment",
  method: "GET",
  path: "/v1/amendments/subscriptions/{subscriptionId}",
  summary: "Retrieve the last amendment of a subscription",
  description: "The last action of the order that has made the version with this id.",
  tag,
  response: amendment,
  errors: ["ENTITY_NOT_FOUND"],
});

export const readAmendmentObject = contract({
  operation: "readAmendmentObject",
  method: "GET",
  path: "/v1/object/amendment/{id}",
  summary: "CRUD: Retrieve an amendment",
  tag,
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "crud",
});
