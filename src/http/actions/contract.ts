/** The older way to query and to change many objects at once, which exporters and SDKs still take. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import * as wire from "../wire.ts";

const tag = "Actions";
const envelope = "action" as const;

/** The field's own limit, and its default. */
export const MOST_RECORDS = 2_000;

const conf = z
  .looseObject({
    batchSize: wire
      .intBetween(1, MOST_RECORDS)
      .default(MOST_RECORDS)
      .describe("Records of a page."),
  })
  .optional();

const answered = z.object({
  size: z.int().describe("How many records match, on all pages."),
  records: z
    .array(z.looseObject({ Id: wire.id }))
    .optional()
    .describe(
      "With `Id` and the fields asked for that have a value; left out where there are none.",
    ),
  queryLocator: z.string().optional().describe("For queryMore, as long as `done` is false."),
  done: z.boolean(),
});

export const query = contract({
  operation: "query",
  method: "POST",
  path: "/v1/action/query",
  summary: "Query",
  description:
    "ZOQL: `select Id, Name from Account where Status = 'Active' and Batch != 'Batch20'`. One object, fields by name, conditions with =, !=, <, >, <=, >=, like (one % at an end), `null`, true and false, joined by `and` and `or`. Every object of Object Query, in the singular and with a capital, fields likewise; in the order of ids. What texts are compared with regards their case. The header X-Zuora-WSDL-Version is accepted and changes nothing: all fields are there in every version.",
  tag,
  query: crudQuery,
  request: crudBody({ queryString: z.string().min(1).max(100_000), conf }),
  response: answered,
  errors: [
    "MALFORMED_QUERY",
    "INVALID_TYPE",
    "INVALID_FIELD",
    "INVALID_VALUE",
    "UNRECOGNISED_FIELDS",
  ],
  envelope,
});

export const queryMore = contract({
  operation: "queryMore",
  method: "POST",
  path: "/v1/action/queryMore",
  summary: "QueryMore",
  description:
    "The next records of a query. A locator is good for 24 hours, in its entity, and may be sent again.",
  tag,
  query: crudQuery,
  request: crudBody({ queryLocator: z.string().min(1).max(200_000), conf }),
  response: answered,
  errors: [
    "INVALID_QUERY_LOCATOR",
    "MALFORMED_QUERY",
    "INVALID_TYPE",
    "INVALID_FIELD",
    "INVALID_VALUE",
    "UNRECOGNISED_FIELDS",
  ],
  envelope,
});
