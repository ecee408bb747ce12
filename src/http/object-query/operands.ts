import { isPlainDate } from "#engine/values/plain-date.ts";
import { idOf } from "#store/ids.ts";
import type { CustomField, Field } from "#store/object-query/query-object.ts";

const NUMBER = /^[+-]?\d{1,40}(\.\d{1,40})?$/;
/** The vendor's way to write an empty text. */
const EMPTY = "\u0002\u0003";

/**
 * A value of a filter in the form that PostgreSQL reads for the field's type.
 *
 * @returns undefined when it is none; null when it is one that no object can have.
 */
export function operandOf(
  field: Field | CustomField,
  text: string,
  timeZone: string,
): string | null | undefined {
  switch (field.type) {
    case "text":
    case "number":
    case "literal":
    case "custom":
      return text === EMPTY ? "" : text;
    case "id":
      return idOf(text);
    case "date":
      return isPlainDate(text) ? text : undefined;
    case "timestamp":
      return instantOf(text, timeZone);
    case "decimal":
    case "integer":
      return NUMBER.test(text) ? text : undefined;
    case "boolean": {
      const value = text.toLowerCase();
      return value === "true" || value === "false" ? value : undefined;
    }
  }
}

/** "2024-01-01T00:00:00Z", with any offset; a day or a time without one is the entity's. */
function instantOf(text: string, timeZone: string): string | undefined {
  // A plus sign in a query string is a space, unless the caller has encoded it.
  const written = text.replace(/(T.*) (?=\d{2}:?\d{2}$)/, "$1+");
  try {
    return Temporal.Instant.from(written).toString();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  try {
    return Temporal.PlainDateTime.from(written).toZonedDateTime(timeZone).toInstant().toString();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
