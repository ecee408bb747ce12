/** Ours: a list of Object Query as a file, whole. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { list } from "./contract.ts";

const COLUMN = /^\w{1,100}(\.\w{1,100})?$/;

export const saveListAsCsv = contract({
  operation: "saveListAsCsv",
  method: "GET",
  path: "/v1/lists/{objects}/csv",
  summary: "Save a list as CSV",
  description:
    "Quittance's own: all that filters of Object Query find, in its order, as a CSV file that is sent while it is read. A text that a spreadsheet would take for a formula stands behind an apostrophe.",
  tag: "Object Queries",
  query: z.object({
    columns: z
      .string()
      .transform((text) => text.split(",").map((name) => name.trim()))
      .refine((names) => names.length <= 100 && names.every((name) => COLUMN.test(name)), {
        error: "should be names of fields between commas, such as invoiceNumber,account.name",
      })
      .meta({ type: "string" })
      .optional()
      .describe(
        "Fields between commas; of what is related too, `account.name`. All of the object, where it is left out.",
      ),
    "filter[]": list("As of Object Query."),
    "sort[]": list("As of Object Query."),
  }),
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope: "file",
});
