import { z } from "zod";
import { filter } from "../bill-runs/bill-run-fields.ts";
import { chargeTypes } from "../billing-preview/contract.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Billing Preview Run";

const assumeRenewal = z.enum(["None", "All", "Autorenew"]);

/** Documented, and refused. */
export const NOT_YET = ["storeDifference", "comparedBillingPreviewRunId"] as const;

export const createBillingPreviewRun = contract({
  operation: "createBillingPreviewRun",
  method: "POST",
  path: "/v1/billing-preview-runs",
  summary: "Create a billing preview run",
  description:
    "What bill runs of many accounts would bill through the target date, up to 20 years ahead, as a file. Saves nothing else. The answer comes at once.",
  tag,
  request: wire.body({
    targetDate: wire.billingDate,
    assumeRenewal: assumeRenewal.default("None"),
    batch: wire.inVersions(
      wire.text(255).optional().describe("This, batches or filters; all when left out."),
      { before: "314.0", isWhenAsked: true },
    ),
    batches: wire.inVersions(
      wire.text(1000).optional().describe("Batches with commas: Batch1,Batch2."),
      { from: "314.0", isWhenAsked: true },
    ),
    chargeTypeToExclude: chargeTypes.optional(),
    includingDraftItems: wire.boolean.default(false),
    includingEvergreenSubscription: wire.boolean.default(false),
    storageOption: z.enum(["Csv", "Database"]).default("Csv"),
    filters: z.array(filter).optional().describe("One, on accounts."),
    organizationLabels: wire.namedOrganizations
      .optional()
      .describe("Whose accounts; without any, those that the caller may see."),
    ...wire.notYet(NOT_YET),
  }),
  response: z.object({ billingPreviewRunId: wire.id }),
  errors: [
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_SUPPORTED",
    "NOT_ALLOWED",
    "ENTITY_NOT_FOUND",
    "SUBSCRIPTION_NOT_OF_ACCOUNT",
  ],
  resource: "587500",
});

export const getBillingPreviewRun = contract({
  operation: "getBillingPreviewRun",
  method: "GET",
  path: "/v1/billing-preview-runs/{billingPreviewRunId}",
  summary: "Retrieve a billing preview run",
  tag,
  response: z.object({
    assumeRenewal,
    batch: z.string().optional().describe("As batches, before the API's version 314.0."),
    batches: z.string(),
    chargeTypeToExclude: z.string(),
    createdById: wire.id,
    createdDate: wire.timestamp,
    endDate: wire.timestamp.nullable(),
    errorMessage: z.string().nullable(),
    includingDraftItems: z.boolean(),
    includingEvergreenSubscription: z.boolean(),
    organizationLabels: wire.organizationLabels,
    resultFileUrl: z.string().nullable().describe("A file of comma-separated values."),
    runNumber: z.string(),
    startDate: wire.timestamp.nullable(),
    status: z.enum(["Pending", "Processing", "Completed", "Error"]),
    storageOption: z.enum(["Csv"]),
    succeededAccounts: z.number(),
    targetDate: wire.date,
    totalAccounts: z.number(),
    updatedById: wire.id,
    updatedDate: wire.timestamp,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getBillingPreviewRunResult = contract({
  operation: "getBillingPreviewRunResult",
  method: "GET",
  path: "/v1/billing-preview-runs/{billingPreviewRunId}/result",
  summary: "Retrieve the result of a billing preview run",
  description: "Of Quittance's own: where resultFileUrl points.",
  tag,
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "file",
});
