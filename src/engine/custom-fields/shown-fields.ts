import { type CustomFieldObject, type CustomFieldRules, fieldsOf } from "./custom-field.ts";

/** Survives being spread into an answer, and is not written into JSON. */
const OWNER = Symbol("whose custom fields these are");

/** The fields of an object, for an answer in which those of its fields that are empty stand as well. */
export const shownFields = <Fields extends Readonly<Record<string, unknown>>>(
  object: CustomFieldObject,
  fields: Fields,
): Fields => ({ ...fields, [OWNER]: object });

/**
 * An answer with null for each defined field that an object of it says nothing in. What `shownFields`
 * was not asked of stays as it is.
 */
export function withEmptyFields(answer: unknown, rules: CustomFieldRules): unknown {
  if (Array.isArray(answer)) return answer.map((part) => withEmptyFields(part, rules));
  if (!isPlain(answer)) return answer;
  const shown: Record<string, unknown> = {};
  const owner = answer[OWNER];
  if (owner !== undefined) for (const { name } of fieldsOf(rules, owner)) shown[name] = null;
  for (const [name, part] of Object.entries(answer)) shown[name] = withEmptyFields(part, rules);
  return shown;
}

type Plain = { readonly [OWNER]?: CustomFieldObject; readonly [name: string]: unknown };

/** Amounts and moments write themselves. */
const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
