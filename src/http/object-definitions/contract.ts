/**
 * Fields of one's own on the objects that everybody has, where the field's tools look for them: the
 * definitions of the namespace `com_zuora`, and an older setting of the same.
 */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import {
  answeredRelationship,
  definitionBody,
  fieldName,
  property,
  relationship,
} from "./definition-fields.ts";

const tag = "Custom Object Definitions";

const objectSchema = z.object({
  object: z.string(),
  label: z.string(),
  type: z.literal("object"),
  properties: z.record(z.string(), property),
  required: z.array(z.string()),
  filterable: z.array(z.string()).describe("Those that Object Query filters by."),
  unique: z.array(z.string()),
  auditable: z.array(z.string()),
  relationships: z.array(z.unknown()),
});

const objectDefinition = z.object({ type: z.string(), schema: objectSchema });

export const listStandardObjectDefinitions = contract({
  operation: "listStandardObjectDefinitions",
  method: "GET",
  path: "/objects/definitions/com_zuora",
  summary: "List the definitions of standard objects",
  description: "Those that can have fields of your own, with these and with those that all have.",
  tag,
  response: z.object({
    count: z.number(),
    definitions: z.record(z.string(), objectDefinition),
  }),
  errors: [],
  envelope: "plain",
});

export const getStandardObjectDefinition = contract({
  operation: "getStandardObjectDefinition",
  method: "GET",
  path: "/objects/definitions/com_zuora/{object}",
  summary: "Retrieve the definition of a standard object",
  tag,
  response: objectDefinition,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

const changedField = wire.body({
  name: fieldName,
  definition: definitionBody.optional(),
  required: wire.boolean.optional().describe("Whether an object can only be made with a value."),
  filterable: wire.boolean.optional().describe("Whether Object Query filters by it."),
  unique: wire.boolean.optional().describe("Of custom objects only."),
  auditable: wire.boolean
    .optional()
    .describe("Of custom objects only: the audit trail has all changes of the others."),
  targetName: fieldName.optional().describe("Of renameField: its new name."),
});

const ACTIONS = [
  "addField",
  "updateField",
  "deleteField",
  "renameField",
  "updateObject",
  "addRelationship",
  "deleteRelationship",
] as const;

/** What only objects of the tenant's own have. */
export const OF_CUSTOM_OBJECTS = [
  "description",
  "enableCreateRecordAuditing",
  "enableDeleteRecordAuditing",
  "label",
  "relationship",
] as const;

const answeredField = z.object({
  name: z.string(),
  definition: property,
  required: z.boolean(),
  filterable: z.boolean(),
  unique: z.boolean().optional(),
  auditable: z.boolean().optional(),
  targetName: z.string().optional(),
});

export const updateObjectDefinition = contract({
  operation: "updateObjectDefinition",
  method: "POST",
  path: "/objects/migrations",
  summary: "Update a custom object definition",
  description:
    "Adds, changes or takes away one field of your own: of an object that everybody has (namespace com_zuora) or of a custom object (default). What is written from then on is held against the definition; what objects say already stays. Custom objects are renamed and related by it as well.",
  tag,
  request: wire.body({
    actions: z
      .array(
        wire.body({
          type: z.enum(ACTIONS),
          namespace: z.enum(["com_zuora", "default"]),
          object: wire.requiredText(64),
          field: changedField.optional(),
          label: wire.requiredText(64).optional().describe("Of updateObject."),
          description: wire.text(250).nullable().optional().describe("Of updateObject."),
          enableCreateRecordAuditing: wire.boolean.optional(),
          enableDeleteRecordAuditing: wire.boolean.optional(),
          relationship: relationship.optional(),
        }),
      )
      .min(1)
      .max(1)
      .describe("One action."),
  }),
  response: z.object({
    actions: z.array(
      z.object({
        type: z.enum(ACTIONS),
        namespace: z.string(),
        object: z.string(),
        field: answeredField.optional(),
        label: z.string().optional(),
        description: z.string().nullable().optional(),
        enableCreateRecordAuditing: z.boolean().optional(),
        enableDeleteRecordAuditing: z.boolean().optional(),
        relationship: answeredRelationship.optional(),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource: "710000",
  envelope: "plain",
});

// ---- The same as a setting

const settingSchema = z.object({
  type: z.literal("object"),
  properties: z.record(z.string(), property),
  required: z.array(z.string()),
  filterable: z.array(z.string()),
});

const fieldsOfObject = z.object({ type: z.string(), schema: settingSchema });

export const listCustomFieldSettings = contract({
  operation: "listCustomFieldSettings",
  method: "GET",
  path: "/settings/custom-fields/zuora",
  summary: "Get all custom fields",
  tag: "Settings",
  response: z.object({ definitions: z.record(z.string(), fieldsOfObject) }),
  errors: [],
  envelope: "plain",
});

export const getCustomFieldSettings = contract({
  operation: "getCustomFieldSettings",
  method: "GET",
  path: "/settings/custom-fields/zuora/{object}",
  summary: "Get custom fields of a specific object",
  tag: "Settings",
  response: fieldsOfObject,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

export const updateCustomFieldSettings = contract({
  operation: "updateCustomFieldSettings",
  method: "PUT",
  path: "/settings/custom-fields/zuora/{object}",
  summary: "Update custom fields of a specific object",
  description:
    "All fields of the object at once: those that are not given are not defined any more. What objects say in them stays.",
  tag: "Settings",
  request: wire.body({
    type: z.literal("object").default("object"),
    properties: z.record(fieldName, definitionBody),
    required: z.array(z.string()).optional(),
    filterable: z.array(z.string()).optional(),
    indexed: z.array(z.string()).optional().describe("The older name of `filterable`."),
    ...wire.notYet(["readOnlyOnUI"]),
  }),
  response: fieldsOfObject,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
  envelope: "plain",
});

const rules = {
  undefinedFields: z
    .enum(["Accepted", "Refused"])
    .describe("What becomes of a field named like myField__c that was never defined."),
};

export const getCustomFieldRules = contract({
  operation: "getCustomFieldRules",
  method: "GET",
  path: "/settings/custom-field-rules",
  summary: "Get what becomes of undefined custom fields",
  description: "Accepted where nothing was set.",
  tag: "Settings",
  response: z.object(rules),
  errors: [],
  envelope: "plain",
});

export const updateCustomFieldRules = contract({
  operation: "updateCustomFieldRules",
  method: "PUT",
  path: "/settings/custom-field-rules",
  summary: "Update what becomes of undefined custom fields",
  tag: "Settings",
  request: wire.body(rules),
  response: z.object(rules),
  errors: [],
  envelope: "plain",
});
