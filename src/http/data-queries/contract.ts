import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Data Queries";

/** Documented, and refused. */
export const NOT_YET = ["encryptionKey", "warehouseSize"] as const;

const uuid = z.string().meta({ type: "string", format: "uuid" });
const instant = z.string().meta({ type: "string", format: "date-time" });

const status = z.enum(["submitted", "accepted", "in_progress", "completed", "failed", "cancelled"]);

const job = z.object({
  id: uuid,
  query: z.string(),
  useIndexJoin: z.boolean(),
  sourceData: z.enum(["LIVE"]),
  queryStatus: status,
  remainingRetries: z.number().describe("So often it is tried again if the database is away."),
  retries: z.number(),
  updatedOn: instant,
  createdOn: instant,
  createdBy: uuid,
  createdByUserEmail: z.string().optional().describe("The user's name."),
  dataFile: z
    .string()
    .optional()
    .describe("Where the result is, once completed. It takes credentials as any other call."),
  outputRows: z.number().optional().describe("Once completed."),
  processingTime: z.number().optional().describe("Milliseconds, once completed."),
  errorMessage: z.string().optional().describe("Ours: why it failed."),
});

const one = z.object({ data: job });

export const createDataQueryJob = contract({
  operation: "createDataQueryJob",
  method: "POST",
  path: "/query/jobs",
  summary: "Submit a data query",
  description:
    "Reads by SQL, in PostgreSQL's dialect: one SELECT over tables named as the objects (account, subscription, rateplan, rateplancharge, invoice, invoiceitem, creditmemo, payment, orders, …), whose columns are the fields of Object Queries. The answer comes at once; a job runs the query.",
  tag,
  request: wire.body({
    query: wire.requiredText(100_000).describe("One statement that reads."),
    outputFormat: z.enum(["JSON", "CSV", "TSV", "DSV"]).describe("JSON: an object a line."),
    compression: z.enum(["NONE", "GZIP", "ZIP"]),
    output: z
      .object({ target: z.enum(["S3"]) })
      .describe("S3 as documented; the file is kept by this server."),
    columnSeparator: z
      .string()
      .length(1)
      .regex(/[^"\r\n]/)
      .optional()
      .describe("One character, for DSV: | unless it is given."),
    useIndexJoin: wire.boolean.default(false).describe("PostgreSQL chooses its joins itself."),
    sourceData: z.enum(["LIVE", "WAREHOUSE"]).default("LIVE").describe("LIVE only."),
    readDeleted: wire.boolean.default(false).describe("false only: what is deleted is not kept."),
    ...wire.notYet(NOT_YET),
  }),
  response: one,
  errors: ["INVALID_VALUE", "MISSING_FIELD", "NOT_SUPPORTED", "NOT_ALLOWED"],
  resource: "598600",
  envelope: "plain",
});

export const listDataQueryJobs = contract({
  operation: "listDataQueryJobs",
  method: "GET",
  path: "/query/jobs",
  summary: "List data query jobs",
  description: "What was updated last comes first. Jobs are kept for 30 days.",
  tag,
  query: z.object({
    queryStatus: status.optional(),
    pageSize: wire.intBetween(1, 50).default(20),
  }),
  response: z.object({ data: z.array(job) }),
  errors: [],
  envelope: "plain",
});

export const getDataQueryJob = contract({
  operation: "getDataQueryJob",
  method: "GET",
  path: "/query/jobs/{jobId}",
  summary: "Retrieve a data query job",
  tag,
  response: one,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

export const cancelDataQueryJob = contract({
  operation: "cancelDataQueryJob",
  method: "DELETE",
  path: "/query/jobs/{jobId}",
  summary: "Cancel a data query job",
  description: "What is at work is broken off within a second.",
  tag,
  response: one,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope: "plain",
});

export const getDataQueryResult = contract({
  operation: "getDataQueryResult",
  method: "GET",
  path: "/query/jobs/{jobId}/result",
  summary: "Retrieve the result of a data query",
  description: "Of Quittance's own: where dataFile points.",
  tag,
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope: "file",
});
