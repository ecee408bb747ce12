/** What is there is labelled with organizations. */
import { z } from "zod";
import { query } from "../actions/contract.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Data Labeling";

const jobStatus = z.enum(["Accepted", "Dispatched", "Completed"]);

export const createDataLabelingJob = contract({
  operation: "createDataLabelingJob",
  method: "POST",
  path: "/v1/multi-organizations/data-labeling-job",
  summary: "Submit a data labeling job",
  description:
    "Labels objects with organizations: accounts, with what hangs on them; users, who see no others from then on; products, with their rate plans, which are offered to no others; runs that have not begun, which take the accounts of no others.",
  tag,
  alsoNeeds: ({ objectType }) => (objectType === "User" ? ["users.write"] : []),
  request: wire.body({
    objectType: z.enum(["User", "Account", "Product", "BillRun", "PaymentRun", "ForecastRun"]),
    queryType: z.enum(["ByZoql", "ById"]),
    ids: z.array(z.string().max(36)).optional().describe("Of queryType ById; at most 100,000."),
    query: wire.text(100_000).optional().describe("Of queryType ByZoql: select Id from …"),
    orgIds: z
      .array(z.string().max(36))
      .nullable()
      .optional()
      .describe(
        "This or `orgs`. One of an account. Null takes the label away; an empty list is all.",
      ),
    orgs: z.array(wire.text(255)).nullable().optional().describe("The same by names."),
  }),
  response: z.object({ jobId: wire.id, jobStatus }),
  errors: [...query.errors, "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const getDataLabelingJob = contract({
  operation: "getDataLabelingJob",
  method: "GET",
  path: "/v1/multi-organizations/data-labeling-job/{jobId}",
  summary: "Retrieve a data labeling job",
  tag,
  response: z.object({
    jobId: wire.id,
    jobStatus,
    objectType: z.string(),
    progress: z.object({
      failed: z.number().describe("Not there, or not to be labelled so."),
      labeled: z.number(),
      timeout: z.number(),
    }),
    totalObject: z.number(),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
