import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Custom Object Records";

/** In one call. */
const MOST_RECORDS = 1_000;

const aRecord = z.record(z.string().max(64), z.unknown());

const record = z.looseObject({
  Id: z.string().meta({ format: "uuid" }),
  type: z.string(),
  CreatedById: wire.id,
  CreatedDate: z.string().meta({ format: "date-time" }),
  UpdatedById: wire.id,
  UpdatedDate: z.string().meta({ format: "date-time" }),
  version: z.number().optional().describe("How often it was written; in lists."),
});

/** What is wrong with records: with status 400 where nothing was written, else beside what was. */
const error = z.object({
  code: z.number(),
  message: z.string(),
  details: z.array(
    z.object({
      code: z.number(),
      message: z.string(),
      record: z.record(z.string(), z.unknown()),
    }),
  ),
});

const allowPartialSuccess = wire.boolean
  .default(false)
  .describe("Whether records that are right are written although others are not.");

const errors = ["ENTITY_NOT_FOUND", "INVALID_VALUE"] as const;

export const createCustomRecords = contract({
  operation: "createCustomRecords",
  method: "POST",
  path: "/objects/records/default/{object}",
  summary: "Create custom object records",
  description:
    "Each is held to the definition of its object; defaults stand in for what is not sent.",
  tag,
  request: wire.body({ records: z.array(aRecord).min(1).max(MOST_RECORDS), allowPartialSuccess }),
  response: z.object({
    records: z.array(record),
    unprocessedRecords: z.array(z.record(z.string(), z.unknown())),
    error: error.optional(),
  }),
  errors,
  resource: "710125",
  envelope: "plain",
});

export const listCustomRecords = contract({
  operation: "listCustomRecords",
  method: "GET",
  path: "/objects/records/default/{object}",
  summary: "List records for a custom object",
  description:
    "In the order in which they were made. `q` asks for values of filterable fields: `status__c:active AND NOT seats__c:<5`, `_exists_:name__c`, and parentheses.",
  tag,
  query: z.object({
    q: wire.text(10_000).optional(),
    ids: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe("Ids; several times, or with commas."),
    pageSize: wire.intBetween(1, 1_000).default(100),
    cursor: wire.key.optional().describe("The id of the last record of the page before."),
  }),
  response: z.object({
    count: z.number().describe("Of this page."),
    records: z.array(record),
    cursor: z.string().optional().describe("Absent on the last page."),
  }),
  errors: ["ENTITY_NOT_FOUND", "MALFORMED_QUERY", "INVALID_FIELD", "INVALID_VALUE"],
  envelope: "plain",
});

export const getCustomRecord = contract({
  operation: "getCustomRecord",
  method: "GET",
  path: "/objects/records/default/{object}/{id}",
  summary: "Retrieve a custom object record",
  tag,
  response: record,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

export const updateCustomRecord = contract({
  operation: "updateCustomRecord",
  method: "PUT",
  path: "/objects/records/default/{object}/{id}",
  summary: "Update a custom object record",
  description: "All that it says: a field that is not sent has its default, or nothing.",
  tag,
  request: aRecord,
  response: record,
  errors,
  resource: "710125",
  envelope: "plain",
});

export const patchCustomRecord = contract({
  operation: "patchCustomRecord",
  method: "PATCH",
  path: "/objects/records/default/{object}/{id}",
  summary: "Partially update a custom object record",
  description: "What is not sent stays; null takes a value away.",
  tag,
  request: aRecord,
  response: record,
  errors,
  resource: "710125",
  envelope: "plain",
});

export const deleteCustomRecord = contract({
  operation: "deleteCustomRecord",
  method: "DELETE",
  path: "/objects/records/default/{object}/{id}",
  summary: "Delete a custom object record",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

export const batchCustomRecords = contract({
  operation: "batchCustomRecords",
  method: "POST",
  path: "/objects/batch/default/{object}",
  summary: "Update or delete custom object records",
  description: "What is not sent of a record stays; null takes a value away.",
  tag,
  request: wire.body({
    action: z.discriminatedUnion("type", [
      wire.body({
        type: z.literal("update"),
        records: z
          .record(wire.key, aRecord)
          .refine((records) => Object.keys(records).length <= MOST_RECORDS, {
            error: `should have at most ${MOST_RECORDS} records`,
          })
          .describe("By their ids."),
        allowPartialSuccess,
      }),
      wire.body({
        type: z.literal("delete"),
        ids: z.array(wire.key).min(1).max(MOST_RECORDS),
        allowPartialSuccess: wire.boolean.optional(),
      }),
    ]),
  }),
  response: z.object({ error: error.optional() }),
  errors,
  resource: "710125",
  envelope: "plain",
});
