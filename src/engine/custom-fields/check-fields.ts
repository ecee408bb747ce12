import type { CustomFields, CustomFieldValue } from "../model/custom-fields.ts";
import {
  type CustomFieldObject,
  type CustomFieldRules,
  fieldNamed,
  fieldsOf,
} from "./custom-field.ts";
import { readValue } from "./read-value.ts";

/** What is wrong with one field. */
export type FieldProblem =
  /** It was never defined, or differs from one that was by upper and lower case. */
  | { readonly kind: "unknown"; readonly name: string }
  /** It may not be empty. */
  | { readonly kind: "missing"; readonly name: string }
  | { readonly kind: "wrong"; readonly name: string; readonly message: string };

export type CheckedFields = {
  /** What is kept otherwise than it was sent: read anew, or by default. */
  readonly changed: CustomFields;
  readonly problems: readonly FieldProblem[];
};

/** What can be defined; fields of packages (`__QT`, `__NS`) come with them. */
const DEFINABLE = /__c$/;

/**
 * Holds the fields that a caller sent for an object against their definitions.
 *
 * @param given  all that was sent with the name of a custom field, of whatever kind
 * @param isNew  what is not given gets its default, and is asked for where it is required
 */
export function checkFields(
  rules: CustomFieldRules,
  object: CustomFieldObject,
  given: Readonly<Record<string, unknown>>,
  { isNew }: { readonly isNew: boolean },
): CheckedFields {
  const changed: Record<string, CustomFieldValue> = {};
  const problems: FieldProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!DEFINABLE.test(name) || value === undefined) continue;
    const field = fieldNamed(rules, object, name);
    if (field?.name !== name) {
      if (field || rules.isStrict) problems.push({ kind: "unknown", name });
      continue;
    }
    const read = readValue(field.definition, value);
    if ("wrong" in read) problems.push({ kind: "wrong", name, message: read.wrong });
    else if (read.value === null && field.isRequired) problems.push({ kind: "missing", name });
    else if (read.value !== value) changed[name] = read.value;
  }
  if (isNew) {
    for (const { name, definition, isRequired } of fieldsOf(rules, object)) {
      if (given[name] !== undefined) continue;
      const read = readValue(definition, definition.default ?? null);
      if ("value" in read && read.value !== null) changed[name] = read.value;
      else if (isRequired) problems.push({ kind: "missing", name });
    }
  }
  return { changed, problems };
}
