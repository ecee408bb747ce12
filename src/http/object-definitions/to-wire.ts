import type { z } from "zod";
import type { CustomFieldObject, FieldDefinition } from "#engine/custom-fields/custom-field.ts";
import { labelOf } from "#engine/zoql/label-of.ts";
import type { StoredField } from "#store/custom-field-definitions.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import type { FieldType, QueryObject } from "#store/object-query/query-object.ts";
import type { property } from "./definition-fields.ts";

type Property = z.input<typeof property>;

/** What can be queried of the object; undefined for what is no object of Object Query. */
const QUERIED: ReadonlyMap<string, QueryObject> = new Map(
  Object.values(OBJECTS).map((object) => [object.singular.toLowerCase(), object]),
);

export const toProperty = (definition: FieldDefinition): Property => ({
  type: definition.type,
  format: definition.format,
  label: definition.label,
  description: definition.description,
  maxLength: definition.maxLength,
  enum: definition.enum,
  multiselect: definition.multiselect || undefined,
  minimum: definition.minimum,
  maximum: definition.maximum,
  exclusiveMinimum: definition.exclusiveMinimum || undefined,
  exclusiveMaximum: definition.exclusiveMaximum || undefined,
  default: definition.default,
});

const mapped = (fields: readonly StoredField[], map: (field: StoredField) => Property) =>
  Object.fromEntries(fields.map((field) => [field.name, map(field)]));

const listsOf = (fields: readonly StoredField[]) => ({
  required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  filterable: fields.filter(({ isFilterable }) => isFilterable).map(({ name }) => name),
});

/** As `/objects/definitions` has it: own fields, and those that everybody has. */
export function toObjectDefinition(object: CustomFieldObject, fields: readonly StoredField[]) {
  const { required, filterable } = listsOf(fields);
  return {
    type: object,
    schema: {
      object,
      label: labelOf(object),
      type: "object" as const,
      properties: {
        ...mapped(fields, ({ definition }) => ({ ...toProperty(definition), origin: "custom" })),
        ...systemProperties(object),
      },
      required,
      filterable,
      unique: [],
      auditable: [],
      relationships: [],
    },
  };
}

function systemProperties(object: CustomFieldObject): Record<string, Property> {
  const { fields = {} } = QUERIED.get(object.toLowerCase()) ?? {};
  const held = Object.entries(fields).filter(([, field]) => field.isHeld);
  return Object.fromEntries(
    held.map(([field, { type, spelling }]) => {
      const name = field.charAt(0).toUpperCase() + field.slice(1);
      const options = spelling && { enum: [...new Set(Object.values(spelling))] };
      return [name, { ...SYSTEM[type], label: labelOf(name), ...options, origin: "system" }];
    }),
  );
}

const SYSTEM: Readonly<Record<FieldType, Pick<Property, "type" | "format">>> = {
  text: { type: "string" },
  number: { type: "string" },
  literal: { type: "string" },
  id: { type: "string", format: "uuid" },
  date: { type: "string", format: "date" },
  timestamp: { type: "string", format: "date-time" },
  decimal: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean" },
};

/** As the setting has it: own fields alone, and when they were defined. */
export const toFieldsOfObject = (object: CustomFieldObject, fields: readonly StoredField[]) => ({
  type: object,
  schema: {
    type: "object" as const,
    properties: mapped(fields, ({ definition, createdAt, updatedAt }) => ({
      ...toProperty(definition),
      createdDate: createdAt.toISOString(),
      updatedDate: updatedAt.toISOString(),
    })),
    ...listsOf(fields),
  },
});
