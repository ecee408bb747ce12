/** Many queries in one job, each into a file: what the field's exporters are written for. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Aggregate Queries";
const envelope = "plain" as const;
const PATHS = { jobs: "/v1/batch-query", older: "/apps/api/batch-query" } as const;

/** Documented, and refused. */
export const NOT_YET = ["warehouseSize"] as const;
export const QUERY_NOT_YET = ["convertToCurrencies"] as const;

const deleted = z.looseObject({
  column: wire.requiredText(100).describe("What the column is called that says so."),
  format: z.enum(["Numeric", "Boolean"]).describe("1 and 0, or true and false."),
  forceExport: wire.boolean.default(false).describe("Without a session: of the last 30 days."),
});

const query = wire.looseBody({
  name: wire.text(255).optional(),
  query: wire.requiredText(100_000),
  type: z
    .enum(["zoql", "zoqlexport"])
    .default("zoqlexport")
    .describe("In which of the two languages: see the actions and the exports."),
  apiVersion: z
    .union([wire.text(20), z.number()])
    .optional()
    .describe("Told again."),
  deleted: z
    .union([deleted, z.array(deleted).max(1)])
    .optional()
    .describe("Whether to tell of what is deleted: its Id and, as UpdatedDate, when."),
  ...wire.notYet(QUERY_NOT_YET),
});

const status = z.enum(["submitted", "executing", "completed", "error", "aborted", "cancelled"]);

const batch = z.object({
  batchId: wire.id,
  name: z.string().optional(),
  query: z.string(),
  status: z.enum(["pending", "executing", "completed", "aborted"]),
  localizedStatus: z.string().optional(),
  apiVersion: z.string(),
  recordCount: z.number(),
  batchType: z.enum(["zoql", "zoqlexport"]),
  full: z.boolean().describe("All, rather than what has changed since the last job."),
  deleted: z.object({ column: z.string(), format: z.string() }).optional(),
  fileId: wire.id.optional().describe("Of GET /v1/files/{fileId}, for three days."),
  message: z.string().optional().describe("Why it was aborted."),
});

const job = z.object({
  id: wire.id.optional(),
  name: z.string().optional(),
  status: status.optional(),
  version: z.union([z.number(), z.string()]).optional(),
  format: z.enum(["CSV", "ZIP", "GZIP"]).optional(),
  partner: z.string().optional(),
  project: z.string().optional(),
  notifyUrl: z.string().optional(),
  incrementalTime: z.number().optional().describe("Milliseconds since 1970."),
  offset: z.number().optional(),
  useLastCompletedJobQueries: z.boolean().optional(),
  encrypted: z.literal("none").optional(),
  sourceData: z.literal("LIVE").optional(),
  startTime: z.string().optional(),
  batches: z.array(batch).optional(),
  errorCode: z.string().optional().describe("The field's: 90003, 90005, …"),
  message: z.string().optional().describe("What is wrong, in the field's words."),
});

export const submitAggregateQuery = contract({
  operation: "submitAggregateQuery",
  method: "POST",
  path: PATHS.jobs,
  aliases: [PATHS.older],
  summary: "Submit an aggregate query job",
  description:
    "Up to 50 queries that a job runs one after the other over one moment. With version 1.1 or later, a partner and a project it is the next of their session: a query that the last one had as well exports what has changed since. What is wrong with a job is answered as the field does, with 200, an `errorCode` and a `message`.",
  tag,
  request: wire.looseBody({
    name: wire.text(255).optional(),
    version: z
      .union([wire.text(10), z.number()])
      .default("1.0")
      .describe("1.0, 1.1 or 1.2."),
    format: z
      .string()
      .max(10)
      .regex(/^(csv|zip|gzip)$/i, "should be csv, zip or gzip")
      .default("csv"),
    partner: wire.text(255).nullable().optional(),
    project: wire.text(255).nullable().optional(),
    queries: z.array(query).default([]),
    useLastCompletedJobQueries: wire.boolean.default(false),
    dateTimeUtc: wire.boolean.default(false).describe("Else in the entity's time zone."),
    useQueryLabels: wire.boolean
      .default(false)
      .describe("Titles are `Account.Name`, else `Account: Name`."),
    nullReplacement: wire.text(100).optional().describe("Else nothing is written."),
    incrementalTime: wire
      .text(40)
      .optional()
      .describe("Of a session: since when, in UTC unless it says otherwise."),
    offset: wire.intBetween(0, 3600).default(0).describe("Of a session: seconds before now."),
    notifyUrl: wire
      .text(10_000)
      .optional()
      .describe(
        "Called (GET) when the job has ended; its placeholders JOBID and STATUS are filled in.",
      ),
    encrypted: z.enum(["none", "pgp"]).default("none").describe("none only."),
    sourceData: z.enum(["LIVE", "WAREHOUSE"]).default("LIVE").describe("LIVE only."),
    ...wire.notYet(NOT_YET),
  }),
  response: job,
  errors: ["INVALID_VALUE", "NOT_SUPPORTED"],
  resource: "599000",
  envelope,
});

export const getAggregateQuery = contract({
  operation: "getAggregateQuery",
  method: "GET",
  path: "/v1/batch-query/jobs/{jobId}",
  aliases: ["/apps/api/batch-query/jobs/{jobId}"],
  summary: "Retrieve an aggregate query job",
  tag,
  response: job,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const getLastAggregateQuery = contract({
  operation: "getLastAggregateQuery",
  method: "GET",
  path: "/v1/batch-query/jobs/partner/{partner}/project/{project}",
  aliases: ["/apps/api/batch-query/jobs/partner/{partner}/project/{project}"],
  summary: "Retrieve the last completed aggregate query job",
  tag,
  response: job,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const cancelAggregateQuery = contract({
  operation: "cancelAggregateQuery",
  method: "DELETE",
  path: "/v1/batch-query/jobs/{jobId}",
  aliases: ["/apps/api/batch-query/jobs/{jobId}"],
  summary: "Cancel a running aggregate query job",
  description: "What is at work is broken off within a second; what has ended stays as it is.",
  tag,
  response: job,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});
