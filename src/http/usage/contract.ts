/** What customers have used: record by record, and in files. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import * as wire from "../wire.ts";

const changed = z.object({ Success: z.literal(true), Id: wire.id });
const read = z.looseObject({ Id: wire.id });
const envelope = "crud" as const;
const tag = "Usage";

const amounts = {
  Quantity: wire.amount,
  StartDateTime: wire
    .requiredText(40)
    .describe("A moment, or a day: it decides in which billing period the usage is billed."),
  UOM: wire.requiredText(25),
};

export const createUsage = contract({
  operation: "createUsage",
  method: "POST",
  path: "/v1/object/usage",
  summary: "CRUD: Create a usage record",
  description:
    "A record without subscription and charge counts for every usage charge of the account with its unit of measure.",
  tag,
  query: crudQuery,
  request: crudBody(
    {
      AccountId: wire.key.optional(),
      AccountNumber: wire.key.optional(),
      SubscriptionId: wire.key.optional().describe("The original id of the subscription."),
      SubscriptionNumber: wire.key.optional(),
      ChargeId: wire.key.optional().describe("The original id of the charge."),
      ChargeNumber: wire.key.optional(),
      ...amounts,
      EndDateTime: wire.requiredText(40).optional(),
      Description: wire.text(200).optional(),
      UniqueKey: wire
        .requiredText(255)
        .optional()
        .describe("The caller's own name of the record: sent again, it is not counted again."),
      GroupId: wire.requiredText(255).optional().describe("For the rating group ByGroupId."),
      ProductRatePlanChargeNumber: z.unknown().optional().describe("Not supported yet: refused."),
    },
    wire.makes("Usage"),
  ),
  response: changed,
  errors: [
    "ENTITY_NOT_FOUND",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "INVALID_VALUE",
    "SUBSCRIPTION_NOT_OF_ACCOUNT",
    "USAGE_KEY_IN_USE",
  ],
  envelope,
});

export const readUsage = contract({
  operation: "readUsage",
  method: "GET",
  path: "/v1/object/usage/{id}",
  summary: "CRUD: Retrieve a usage record",
  tag,
  query: z.object({ fields: z.string().max(4000).optional() }),
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const updateUsage = contract({
  operation: "updateUsage",
  method: "PUT",
  path: "/v1/object/usage/{id}",
  summary: "CRUD: Update a usage record",
  tag,
  query: crudQuery,
  request: crudBody(
    {
      Quantity: wire.amount.optional(),
      StartDateTime: wire.requiredText(40).optional(),
      EndDateTime: wire.requiredText(40).optional(),
      UOM: wire.requiredText(25).optional(),
      RbeStatus: z.unknown().optional().describe("Billing says what it is: refused."),
    },
    wire.changes("Usage"),
  ),
  response: changed,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_SUPPORTED", "USAGE_PROCESSED"],
  envelope,
});

export const deleteUsage = contract({
  operation: "deleteUsage",
  method: "DELETE",
  path: "/v1/object/usage/{id}",
  summary: "CRUD: Delete a usage record",
  tag,
  response: z.object({ id: wire.id, success: z.literal(true) }),
  errors: ["ENTITY_NOT_FOUND", "USAGE_PROCESSED"],
  envelope,
});

export const uploadUsage = contract({
  operation: "uploadUsage",
  method: "POST",
  path: "/v1/usage",
  summary: "Upload a usage file",
  description:
    "A CSV file with the columns ACCOUNT_ID, UOM, QTY and STARTDATE, and where wanted ENDDATE, SUBSCRIPTION_ID, CHARGE_ID, DESCRIPTION, UNIQUE_KEY, GROUP_ID and custom fields. It is imported after the answer; rows that cannot be are listed by their lines. Up to 1 GB, also gzipped.",
  tag,
  request: z.object({ file: wire.fileStream }),
  response: z.object({
    size: z.number().describe("Bytes of the file."),
    checkImportStatus: z.string().describe("Where to ask how far the import is."),
  }),
  errors: ["INVALID_VALUE"],
  resource: "585700",
  consumes: "multipart/form-data",
  isStreamed: true,
});

export const getUsageImport = contract({
  operation: "getUsageImport",
  method: "GET",
  path: "/v1/usage/{importId}/status",
  summary: "Retrieve the status of a usage import",
  tag,
  response: z.object({
    importStatus: z.enum(["Pending", "Processing", "Completed", "Failed"]),
    message: z.string().nullable(),
    fileName: z.string(),
    size: z.number(),
    rowsRead: z.number(),
    rowsImported: z.number(),
    rowsFailed: z.number(),
    errors: z
      .array(z.object({ line: z.number(), message: z.string() }))
      .describe("At most 1,000 of them."),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listUsage = contract({
  operation: "listUsage",
  method: "GET",
  path: "/v1/usage/accounts/{accountKey}",
  summary: "Retrieve a usage record",
  tag,
  query: wire.page(20),
  response: z.object({
    usage: z.array(
      z.looseObject({
        id: wire.id,
        accountId: wire.id,
        accountName: z.string(),
        accountNumber: z.string(),
        subscriptionNumber: z.string().nullable(),
        chargeNumber: z.string().nullable(),
        unitOfMeasure: z.string(),
        quantity: wire.money,
        startDateTime: wire.timestamp,
        submissionDateTime: wire.timestamp,
        sourceName: z.enum(["API", "Import"]),
        fileName: z.string().nullable(),
        status: z.enum(["Pending", "Processed"]),
        uniqueKey: z.string().nullable(),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
