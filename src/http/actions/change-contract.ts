/**
 * Changes of many objects of one type, each as its own operation of `/v1/object` does it. What a call
 * takes beside is what that operation takes: change-routes.ts adds it.
 */
import { z } from "zod";
import { contract } from "../contract.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import * as wire from "../wire.ts";

const tag = "Actions";
const envelope = "action" as const;

/** The field's own limit. */
export const MOST_OBJECTS = 50;

const type = wire
  .requiredText(100)
  .describe("The object that all of them are: `Product`, `ProductRatePlanCharge`, `Usage`.");
const object = z.record(z.string(), z.unknown());

const refused = z.object({
  Success: z.literal(false),
  Errors: z.array(z.object({ Code: z.string(), Message: z.string() })),
});

const saved = z
  .array(z.union([z.object({ Success: z.literal(true), Id: wire.id }), refused]))
  .describe("One for each object, in their order.");

const shared = {
  tag,
  query: crudQuery,
  errors: ["INVALID_TYPE", "MAX_RECORDS_EXCEEDED", "UNRECOGNISED_FIELDS"] as const,
  envelope,
};

export const createObjects = contract({
  operation: "createObjects",
  method: "POST",
  path: "/v1/action/create",
  summary: "Create",
  description: `Up to ${MOST_OBJECTS} objects of one type, with the fields of "CRUD: Create" of that type. Each is made by itself: what is wrong with one is its own answer.`,
  request: crudBody({ type, objects: z.array(object) }),
  response: saved,
  ...shared,
});

const UPDATE = {
  path: "/v1/action/update",
  summary: "Update",
  description: `Up to ${MOST_OBJECTS} objects of one type, each with its Id and the fields of "CRUD: Update" of that type; \`fieldsToNull\` names fields to be emptied.`,
  request: crudBody({ type, objects: z.array(object) }),
  response: saved,
  ...shared,
} as const;

export const updateObjects = contract({ operation: "updateObjects", method: "POST", ...UPDATE });

/** As two of the field's clients send it. */
export const updateObjectsByPut = contract({
  operation: "updateObjectsByPut",
  method: "PUT",
  ...UPDATE,
});

export const deleteObjects = contract({
  operation: "deleteObjects",
  method: "POST",
  path: "/v1/action/delete",
  summary: "Delete",
  description: `Up to ${MOST_OBJECTS} objects of one type by their ids.`,
  request: crudBody({ type, ids: z.array(wire.requiredText(100)) }),
  response: z.array(z.union([z.object({ id: wire.id, success: z.boolean() }), refused])),
  ...shared,
});
