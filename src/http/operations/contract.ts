import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

export const listFailedWork = contract({
  operation: "listFailedWork",
  method: "GET",
  path: "/v1/operations/failed-work",
  summary: "List failed work",
  description:
    "Quittance's own: what should have been done by itself and was not: renewals, scheduled orders, cancels, suspensions and resumptions of a day (`Daily work`), the nightly proof (`Proof`), conditions of event triggers and filter rules that cannot be reckoned (`Event trigger`, `Notification`), and jobs that are not tried again (`Job`). The latest failure first. What is tried again every hour leaves the list once it is done.",
  tag: "Operations",
  query: wire.page(20).extend({ work: z.string().max(100).optional() }),
  response: z.object({
    failedWork: z.array(
      z.object({
        work: z.string(),
        subject: z.string().describe("Which one: `order O-00000001`, the name of an event."),
        reason: z.string(),
        times: z.number().describe("How often it has failed for this or another reason."),
        firstFailedDate: wire.timestamp,
        lastFailedDate: wire.timestamp,
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: [],
});

export const getOperationJob = contract({
  operation: "getOperationJob",
  method: "GET",
  path: "/v1/operations/jobs/{jobId}",
  summary: "Retrieve an operation job",
  description: "A job that has deleted an account.",
  tag: "Operations",
  response: z.object({
    id: wire.id,
    objectType: z.enum(["Account", "Invoice"]),
    objectId: wire.id,
    operationType: z.enum(["Delete"]),
    status: z.enum(["Completed"]),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
