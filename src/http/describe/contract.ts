import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Describe";

export const listDescribedObjects = contract({
  operation: "listDescribedObjects",
  method: "GET",
  path: "/v1/describe",
  summary: "List the objects that can be described",
  description: "An XML document: the name of each object that can be queried, and its address.",
  tag,
  response: wire.file,
  errors: [],
  envelope: "file",
});

export const describeObject = contract({
  operation: "describeObject",
  method: "GET",
  path: "/v1/describe/{object}",
  summary: "Describe an object",
  description:
    "An XML document: the fields of an object, by its API name (`Account`, `RatePlanCharge`), with their types and whether the object API takes them. Fields of your own are those that are in use. What no table of this server holds is left out. `related-objects` are those that a query of an export may name beside it.",
  tag,
  query: z.object({
    showRelationships: wire.boolean
      .default(false)
      .describe("Whether to list objects as well of which many are related."),
    showCurrencyConversionInformation: z
      .string()
      .max(10)
      .optional()
      .describe("Not supported yet: `yes` is refused."),
  }),
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND", "NOT_SUPPORTED"],
  envelope: "file",
});
