/** Fields of the tenant's own as queries see them: of the type that they were defined with. */

import { assert } from "#engine/assert.ts";
import {
  type CustomFieldRules,
  customFieldObject,
  type CustomField as Defined,
  type FieldDefinition,
  fieldsOf,
} from "#engine/custom-fields/custom-field.ts";
import type { CustomField, Field, QueryObject } from "./query-object.ts";

/** The object, and what the entity has defined of it. */
export function withOwnFields(
  object: QueryObject,
  rules: CustomFieldRules | undefined,
): QueryObject {
  const name = customFieldObject(object.singular);
  const column = object.customFields;
  if (rules === undefined || name === undefined || column === undefined) return object;
  const fields = fieldsOf(rules, name).map(
    (field) =>
      [
        field.name.toLowerCase(),
        { name: field.name, field: toField(column, field), isFilterable: field.isFilterable },
      ] as const,
  );
  return { ...object, own: { isStrict: rules.isStrict, fields: new Map(fields) } };
}

const OWN_NAME = /^[a-z]\w{0,78}__c$/i;
const PACKAGE_NAME = /^[a-z]\w{0,78}__(qt|ns)$/i;

export type OwnField = {
  readonly field: Field | CustomField;
  /** Of a defined one: as it was defined; else as it was asked for. */
  readonly name: string;
  readonly isFilterable: boolean;
};

/** By its name in any case; undefined: the object has no such field. */
export function ownField({ customFields, own }: QueryObject, name: string): OwnField | undefined {
  if (customFields === undefined) return undefined;
  const defined = own?.fields.get(name.toLowerCase());
  if (defined) return defined;
  const isPossible = PACKAGE_NAME.test(name) || (OWN_NAME.test(name) && !own?.isStrict);
  if (!isPossible) return undefined;
  return { field: { type: "custom", sql: customFields, name }, name, isFilterable: true };
}

/** What was written before the field was defined may be no value of its type: it has none then. */
function toField(column: string, { name, definition }: Defined): Field {
  assert(OWN_NAME.test(name), "a field is defined with a name that needs no quoting");
  const text = `(${column} ->> '${name}')`;
  const cast = CASTS[kindOf(definition)];
  return {
    type: kindOf(definition),
    sql: cast
      ? `(case when pg_input_is_valid(${text}, '${cast}') then ${text}::${cast} end)`
      : text,
    isHeld: true,
  };
}

type Kind = "text" | "decimal" | "integer" | "boolean" | "date" | "timestamp";

function kindOf({ type, format }: FieldDefinition): Kind {
  switch (type) {
    case "number":
      return "decimal";
    case "integer":
    case "boolean":
      return type;
    case "string":
      if (format === "date-time") return "timestamp";
      return format === "date" ? "date" : "text";
  }
}

const CASTS: Readonly<Record<Kind, string | undefined>> = {
  text: undefined,
  decimal: "numeric",
  integer: "numeric",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamptz",
};
