/** Objects of the tenant's own. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import {
  answeredRelationship,
  definitionBody,
  property,
  relationship,
} from "./definition-fields.ts";

const tag = "Custom Object Definitions";

const objectDefinition = z.object({
  Id: z.string().meta({ format: "uuid" }),
  type: z.string(),
  CreatedById: wire.id,
  CreatedDate: z.string().meta({ format: "date-time" }),
  UpdatedById: wire.id,
  UpdatedDate: z.string().meta({ format: "date-time" }),
  schema: z.object({
    object: z.string(),
    label: z.string(),
    description: z.string().optional(),
    type: z.literal("object"),
    enableCreateRecordAuditing: z.boolean(),
    enableDeleteRecordAuditing: z.boolean(),
    properties: z.record(z.string(), property),
    required: z.array(z.string()),
    filterable: z.array(z.string()),
    unique: z.array(z.string()),
    auditable: z.array(z.string()),
    relationships: z.array(answeredRelationship),
    enableRecordMigration: z.boolean(),
  }),
});

const names = z.array(z.string()).max(200).optional();

/** What is answered of an object may be sent to make it elsewhere. */
const definition = {
  object: z
    .string()
    .refine((name) => /^[A-Za-z]\w{0,63}$/.test(name), {
      error: "should be a name of letters, digits and underscores, of at most 64 characters",
    })
    .optional(),
  label: wire.requiredText(64).optional(),
  description: wire.text(250).nullable().optional(),
  title: wire.text(64).optional().describe("As a label where there is none."),
  type: z.literal("object").optional(),
  properties: z
    .record(z.string(), z.union([definitionBody, z.looseObject({ origin: z.literal("system") })]))
    .optional(),
  required: names,
  filterable: names,
  unique: names,
  auditable: names,
  relationships: z.array(relationship).max(100).optional(),
  enableCreateRecordAuditing: wire.boolean.optional(),
  enableDeleteRecordAuditing: wire.boolean.optional(),
  enableRecordMigration: wire.boolean.optional(),
};

export const schemaBody = wire.body(definition);

export const createObjectDefinitions = contract({
  operation: "createObjectDefinitions",
  method: "POST",
  path: "/objects/definitions/default",
  summary: "Create custom object definitions",
  description:
    "By their API names, as they are or as they are listed, with a `schema`. All are made or none. A field is named like myField__c.",
  tag,
  request: wire.body({
    count: z.unknown().optional(),
    definitions: z.record(
      z.string().max(64),
      wire.body({
        ...definition,
        type: z.string().max(64).optional(),
        schema: schemaBody.optional(),
        Id: z.string().optional(),
        CreatedById: z.string().optional(),
        CreatedDate: z.string().optional(),
        UpdatedById: z.string().optional(),
        UpdatedDate: z.string().optional(),
      }),
    ),
  }),
  response: z.object({ count: z.number(), definitions: z.record(z.string(), objectDefinition) }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource: "710000",
  envelope: "plain",
});

export const listObjectDefinitions = contract({
  operation: "listObjectDefinitions",
  method: "GET",
  path: "/objects/definitions/default",
  summary: "List custom object definitions",
  tag,
  query: z.object({
    select: z.enum(["type"]).optional().describe("Only what they are called."),
  }),
  response: z.object({
    count: z.number(),
    definitions: z.record(z.string(), z.union([objectDefinition, z.object({ type: z.string() })])),
  }),
  errors: [],
  envelope: "plain",
});

export const getObjectDefinition = contract({
  operation: "getObjectDefinition",
  method: "GET",
  path: "/objects/definitions/default/{object}",
  summary: "Retrieve a custom object definition",
  tag,
  response: objectDefinition,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

export const deleteObjectDefinition = contract({
  operation: "deleteObjectDefinition",
  method: "DELETE",
  path: "/objects/definitions/default/{object}",
  summary: "Delete a custom object definition",
  description: "Of an object that has no records, and that no other is related to.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope: "plain",
});
