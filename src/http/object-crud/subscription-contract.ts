import { z } from "zod";
import { contract } from "../contract.ts";
import { externallyManagedBy } from "../orders/externally-managed.ts";
import * as wire from "../wire.ts";
import { fieldsQuery, read } from "./contract.ts";
import { crudBody, crudQuery } from "./crud-body.ts";

const tag = "Subscriptions";
const envelope = "crud" as const;

/** Documented; what is in a contract changes by an order. */
export const BY_ORDER = [
  "AccountId",
  "AutoRenew",
  "ContractAcceptanceDate",
  "ContractEffectiveDate",
  "CurrentTerm",
  "CurrentTermPeriodType",
  "InitialTerm",
  "InitialTermPeriodType",
  "InvoiceOwnerId",
  "Name",
  "RenewalSetting",
  "RenewalTerm",
  "RenewalTermPeriodType",
  "ServiceActivationDate",
  "TermStartDate",
  "TermType",
] as const;

export const readSubscriptionObject = contract({
  operation: "readSubscriptionObject",
  method: "GET",
  path: "/v1/object/subscription/{id}",
  summary: "CRUD: Retrieve a subscription",
  description: "The version that has the id.",
  tag,
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const updateSubscriptionObject = contract({
  operation: "updateSubscriptionObject",
  method: "PUT",
  path: "/v1/object/subscription/{id}",
  summary: "CRUD: Update a subscription",
  description:
    "Notes, whether it is invoiced separately, and fields of your own change in the version that has the id. What is in its contract changes by an order.",
  tag,
  query: crudQuery,
  request: crudBody(
    {
      Notes: wire.text(500).optional(),
      IsInvoiceSeparate: wire.boolean.optional(),
      ExternallyManagedBy: externallyManagedBy,
      ...wire.notYet(BY_ORDER),
    },
    wire.changes("Subscription"),
  ),
  response: z.object({ Success: z.literal(true), Id: wire.id }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_SUPPORTED", "LOCK_CONTENTION"],
  envelope,
});

export const deleteSubscriptionObject = contract({
  operation: "deleteSubscriptionObject",
  method: "DELETE",
  path: "/v1/object/subscription/{id}",
  summary: "CRUD: Delete a subscription",
  description: "As PUT /v1/subscriptions/{key}/delete does, by the id of any version.",
  tag,
  response: z.object({ success: z.literal(true), id: wire.id }),
  errors: [
    "ENTITY_NOT_FOUND",
    "NOT_ALLOWED",
    "ORDER_HAS_BEEN_BILLED",
    "ORDER_CANNOT_BE_UNDONE",
    "LOCK_CONTENTION",
  ],
  envelope,
});
