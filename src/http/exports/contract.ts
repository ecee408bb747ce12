/** One query, run by a job into a file. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { fieldsQuery, read } from "../object-crud/contract.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import * as wire from "../wire.ts";

const tag = "Exports";
const envelope = "crud" as const;

/** Documented, and refused. */
export const NOT_YET = ["ConvertToCurrencies", "Encrypted"] as const;

const made = z.unknown().optional().describe("Made here: what is sent is not taken.");

export const createExport = contract({
  operation: "createExport",
  method: "POST",
  path: "/v1/object/export",
  summary: "CRUD: Create an export",
  description:
    "Export ZOQL: `select Account.Name, Name, BillToContact.WorkEmail from Subscription where Status = 'Active' order by UpdatedDate desc limit 100`. One data source, which is any object that GET /v1/describe lists, and what it is joined to, which its description lists as related; `*`, titles with `as \"…\"`; count, sum, avg, min and max with `group by` and `having`; conditions with and, or, not and parentheses, `is null`, `like`, and times relative to `now` and `today`. There is no limit of records. The answer comes at once; a job writes a file of CSV.",
  tag,
  query: crudQuery,
  request: crudBody({
    Query: wire.requiredText(100_000).describe("At most 20,000 characters."),
    Format: wire.requiredText(10).describe("`csv`: html and Excel are not supported, and refused."),
    Name: wire.text(255).optional(),
    Zip: wire.boolean.default(false).describe("Whether the file is in a ZIP archive."),
    ...{ FileId: made, Size: made, Status: made, StatusReason: made },
    ...wire.notYet(NOT_YET),
  }),
  response: z.object({ Success: z.literal(true), Id: wire.id }),
  errors: [
    "MALFORMED_QUERY",
    "UNKNOWN_DATA_SOURCE",
    "INVALID_FIELD",
    "INVALID_VALUE",
    "NOT_SUPPORTED",
    "NOT_ALLOWED",
  ],
  envelope,
});

export const readExport = contract({
  operation: "readExport",
  method: "GET",
  path: "/v1/object/export/{id}",
  summary: "CRUD: Retrieve an export",
  description:
    "Its `Status` is Pending, Processing, Completed, Canceled or Failed, which `StatusReason` explains. The file is at GET /v1/files/{FileId} for three days.",
  tag,
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});
