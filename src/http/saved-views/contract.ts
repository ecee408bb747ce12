/** Ours: what people have saved of lists. Whoever has signed in has his own. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Saved Views";

const MOST_PARAMETERS = 40;

const search = z
  .record(z.string().max(50), z.union([z.string().max(1_000), z.number(), z.boolean()]))
  .refine((parameters) => Object.keys(parameters).length <= MOST_PARAMETERS, {
    error: `should have at most ${MOST_PARAMETERS} parameters`,
  })
  .describe("What stands in the address of the list: filters, sort, columns.");

const list = wire.requiredText(50).describe("Such as invoices.");
const name = wire.requiredText(100);

const view = z.object({
  id: wire.id,
  list: z.string(),
  name: z.string(),
  search: z.record(z.string(), z.unknown()),
  isShared: z.boolean().describe("Whether all users of the entity see it."),
  isOwn: z.boolean(),
  userName: z.string().describe("Whose it is."),
  updatedDate: wire.timestamp,
});

export const listSavedViews = contract({
  operation: "listSavedViews",
  method: "GET",
  path: "/v1/saved-views",
  summary: "List saved views",
  description: "Quittance's own: one's own views of lists, and those that others share, by name.",
  tag,
  query: z.object({ list: wire.text(50).optional().describe("Of this list alone.") }),
  response: z.object({ views: z.array(view) }),
  errors: [],
});

export const createSavedView = contract({
  operation: "createSavedView",
  method: "POST",
  path: "/v1/saved-views",
  summary: "Save a view",
  description:
    "Quittance's own: keeps filters, sorting and columns of a list under a name, instead of what one has saved by that name before.",
  tag,
  request: wire.body({ list, name, search, isShared: wire.boolean.default(false) }),
  response: view,
  errors: [],
});

export const updateSavedView = contract({
  operation: "updateSavedView",
  method: "PUT",
  path: "/v1/saved-views/{viewId}",
  summary: "Update a saved view",
  description: "Quittance's own: what is not given stays.",
  tag,
  request: wire.body({
    name: name.optional(),
    search: search.optional(),
    isShared: wire.boolean.optional(),
  }),
  response: view,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "NUMBER_IN_USE"],
});

export const deleteSavedView = contract({
  operation: "deleteSavedView",
  method: "DELETE",
  path: "/v1/saved-views/{viewId}",
  summary: "Delete a saved view",
  description: "Quittance's own: one's own; a shared one also by whoever may write settings.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
