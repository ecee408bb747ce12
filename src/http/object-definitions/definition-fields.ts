/** How a field of one's own is defined on the wire: a property of a JSON schema. */
import { z } from "zod";
import { FIELD_FORMATS, FIELD_TYPES } from "#engine/custom-fields/custom-field.ts";
import * as wire from "../wire.ts";

const plainNumber = z.number().min(-1e15).max(1e15);

/** What a caller may say of a field, and what he was answered before: it may be sent back. */
export const definitionShape = {
  type: z.enum(FIELD_TYPES).optional(),
  format: z
    .enum(FIELD_FORMATS)
    .nullable()
    .optional()
    .describe("Of a string: a day, a moment, an id, an e-mail address, a URL, or a long text."),
  label: wire.requiredText(64).optional().describe("What people read. The name when absent."),
  description: wire.text(250).nullable().optional(),
  maxLength: wire.intBetween(1, 8192).nullable().optional(),
  enum: z
    .array(z.string())
    .max(1000)
    .nullable()
    .optional()
    .describe("Of a string: the options to pick from."),
  multiselect: wire.boolean
    .optional()
    .describe("Whether several options may be picked: a list, or one text with semicolons."),
  minimum: plainNumber.nullable().optional(),
  maximum: plainNumber.nullable().optional(),
  exclusiveMinimum: wire.boolean.optional(),
  exclusiveMaximum: wire.boolean.optional(),
  default: z
    .union([z.string().max(8192), z.number(), z.boolean(), z.array(z.string()).max(250)])
    .nullable()
    .optional()
    .describe("Of objects that are made without a value. Objects that there are stay as they are."),
  origin: z.literal("custom").optional(),
  displayName: wire.boolean.optional().describe("Of custom objects only."),
  createdDate: z.string().max(64).optional().describe("Answered; of no meaning when sent."),
  updatedDate: z.string().max(64).optional().describe("Answered; of no meaning when sent."),
};

export const definitionBody = wire.body(definitionShape);

/** "Tier__c" */
export const fieldName = z.string().refine((name) => /^[A-Za-z]\w{0,60}__c$/.test(name), {
  error: "should be a name that ends with __c, of at most 64 characters",
});

/** A property of a schema, as it is answered: what was not said is absent. */
export const property = z.object({
  type: z.string(),
  format: z.string().optional(),
  label: z.string(),
  description: z.string().optional(),
  maxLength: z.number().optional(),
  enum: z.array(z.string()).readonly().optional(),
  multiselect: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.boolean().optional(),
  exclusiveMaximum: z.boolean().optional(),
  default: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  origin: z.enum(["custom", "system"]).optional(),
  createdDate: z.string().optional(),
  updatedDate: z.string().optional(),
});

/** How records of one object name another. */
export const relationship = wire.body({
  cardinality: z.enum(["manyToOne", "oneToMany"]).optional().describe("manyToOne when sent."),
  namespace: z.enum(["default", "com_zuora"]),
  object: wire.requiredText(64),
  fields: z
    .record(z.string(), z.string())
    .describe("The field of this object that holds the id of the other: `{ Order__c: 'Id' }`."),
  recordConstraints: wire
    .body({ create: wire.body({ enforceValidMapping: wire.boolean.optional() }).optional() })
    .optional()
    .describe("Whether what is named has to be there; it does when absent."),
});

export const answeredRelationship = z.object({
  cardinality: z.enum(["manyToOne", "oneToMany"]),
  namespace: z.string(),
  object: z.string(),
  fields: z.record(z.string(), z.string()),
  recordConstraints: z.object({ create: z.object({ enforceValidMapping: z.boolean() }) }),
});
