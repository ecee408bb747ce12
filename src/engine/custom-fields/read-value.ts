import type { CustomFieldValue } from "../model/custom-fields.ts";
import { isPlainDate } from "../values/plain-date.ts";
import type { FieldDefinition } from "./custom-field.ts";

/** The value as it is kept, or what is wrong with it: "'Tier__c' …". */
export type ReadValue = { readonly value: CustomFieldValue } | { readonly wrong: string };

/** Between the choices of a field that takes several. */
export const CHOICES = ";";

/**
 * What a caller sent for a defined field, as it is kept: a number may come as text, and several choices
 * as a list. Null and an empty text empty a field.
 *
 * Worked examples: docs/spec/custom-fields.md.
 */
export function readValue(definition: FieldDefinition, given: unknown): ReadValue {
  if (given === null) return { value: null };
  switch (definition.type) {
    case "string":
      return definition.enum
        ? readChoice(definition, definition.enum, given)
        : readText(given, definition);
    case "integer":
    case "number":
      return given === "" ? { value: null } : readNumber(definition, given);
    case "boolean":
      return given === "" ? { value: null } : readBoolean(given);
  }
}

function readText(given: unknown, { format, maxLength }: FieldDefinition): ReadValue {
  if (typeof given !== "string") return { wrong: "should be a text" };
  if (given === "") return { value: format === undefined || format === "long-text" ? "" : null };
  if (maxLength !== undefined && given.length > maxLength) {
    return { wrong: `size should be at most ${maxLength}` };
  }
  const shape = format === undefined ? undefined : SHAPES[format];
  return shape && !shape.fits(given) ? { wrong: shape.wrong } : { value: given };
}

type Shape = { readonly fits: (text: string) => boolean; readonly wrong: string };

const UUID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
/** The offset is needed: a moment is compared with others. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)$/;

const SHAPES: Readonly<Record<NonNullable<FieldDefinition["format"]>, Shape>> = {
  date: {
    fits: (text) => isPlainDate(text) && text >= "0001",
    wrong: "should be a date that exists, in the format yyyy-mm-dd",
  },
  "date-time": {
    fits: isMoment,
    wrong: "should be a day and a time with its offset, such as 2024-02-29T12:00:00Z",
  },
  uuid: { fits: (text) => UUID.test(text), wrong: "should be an id of 32 hexadecimal digits" },
  email: { fits: (text) => EMAIL.test(text), wrong: "should be an e-mail address" },
  url: { fits: (text) => URL.canParse(text), wrong: "should be a URL" },
  "long-text": { fits: () => true, wrong: "" },
};

function isMoment(text: string): boolean {
  if (!MOMENT.test(text) || text < "0001") return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

function readChoice(
  { multiselect = false }: FieldDefinition,
  options: readonly string[],
  given: unknown,
): ReadValue {
  if (given === "") return { value: null };
  const wrong = `value should be one of: ${options.join(", ")}`;
  if (!multiselect) {
    return typeof given === "string" && options.includes(given) ? { value: given } : { wrong };
  }
  const choices: unknown = typeof given === "string" ? given.split(CHOICES) : given;
  if (!Array.isArray(choices)) return { wrong: "should be a list of options" };
  if (choices.length === 0) return { value: null };
  const unknown = choices.some((choice) => typeof choice !== "string" || !options.includes(choice));
  if (unknown) return { wrong };
  // In the order of the definition, so that the same choices are the same value.
  return { value: options.filter((option) => choices.includes(option)).join(CHOICES) };
}

const NUMBER = /^[+-]?\d{1,20}(\.\d{1,20})?$/;
/** Digits before and behind the point. */
const BEYOND = 1e13;
const DECIMALS = 9;

function readNumber(definition: FieldDefinition, given: unknown): ReadValue {
  const isWhole = definition.type === "integer";
  const value = typeof given === "string" && NUMBER.test(given) ? Number(given) : given;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return { wrong: isWhole ? "should be a whole number" : "should be a number" };
  }
  if (isWhole) {
    if (!Number.isSafeInteger(value)) return { wrong: "should be a whole number" };
  } else if (Math.abs(value) >= BEYOND || Number(value.toFixed(DECIMALS)) !== value) {
    return { wrong: "should have at most 13 digits before and 9 behind the decimal point" };
  }
  const outside = outsideOf(definition, value);
  return outside === undefined ? { value } : { wrong: outside };
}

function outsideOf(definition: FieldDefinition, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = definition;
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    return `should be greater than ${exclusiveMinimum ? "" : "or equal to "}${minimum}`;
  }
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    return `should be less than ${exclusiveMaximum ? "" : "or equal to "}${maximum}`;
  }
  return undefined;
}

function readBoolean(given: unknown): ReadValue {
  if (typeof given === "boolean") return { value: given };
  const text = typeof given === "string" ? given.toLowerCase() : "";
  if (text === "true" || text === "false") return { value: text === "true" };
  return { wrong: "should be true or false" };
}
