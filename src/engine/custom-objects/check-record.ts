import { readValue } from "../custom-fields/read-value.ts";
import type { CustomFields, CustomFieldValue } from "../model/custom-fields.ts";
import type { CustomObject, RecordField } from "./custom-object.ts";

/** What is wrong with a record, in the field's categories of it. */
export type RecordProblem = {
  readonly category: 20 | 21 | 22 | 23 | 24 | 25 | 26 | 30;
  readonly message: string;
};

export type CheckedRecord = { readonly fields: CustomFields } | { readonly problem: RecordProblem };

/** By the type of the field. */
const WRONG_VALUE = { integer: 23, number: 24, boolean: 25, string: 26 } as const;

/**
 * What a record says after it was sent: what is not sent of a whole record gets its default; null takes a
 * value away.
 *
 * @param before  what it says so far; null where the whole record was sent
 */
export function checkRecord(
  { fields }: CustomObject,
  sent: Readonly<Record<string, unknown>>,
  before: CustomFields | null,
): CheckedRecord {
  const known = new Map(fields.map((field) => [field.name, field]));
  const next: Record<string, CustomFieldValue> = { ...before };
  for (const [name, value] of Object.entries(sent)) {
    const field = known.get(name);
    if (!field) return { problem: { category: 21, message: `'${name}' is no field of it` } };
    const problem = setValue(next, field, value);
    if (problem) return { problem };
  }
  for (const field of fields) {
    const { name, definition, isRequired } = field;
    if (before === null && !Object.hasOwn(sent, name) && definition.default !== undefined) {
      setValue(next, field, definition.default);
    }
    if (isRequired && next[name] === undefined) {
      return { problem: { category: 22, message: `'${name}' may not be null` } };
    }
  }
  return { fields: next };
}

/** A field without a value is not there: the field's queries cannot tell null from absent. */
function setValue(
  next: Record<string, CustomFieldValue>,
  { name, definition }: RecordField,
  value: unknown,
): RecordProblem | undefined {
  if (value === "") return { category: 26, message: `'${name}' may not be an empty text` };
  const read = readValue(definition, value);
  if ("wrong" in read) {
    return { category: WRONG_VALUE[definition.type], message: `'${name}' ${read.wrong}` };
  }
  if (read.value === null) delete next[name];
  else next[name] = read.value;
  return undefined;
}
