import type { FieldDefinition } from "./custom-field.ts";
import { CHOICES, readValue } from "./read-value.ts";

/** What a definition gets wrong: the part of it, and a sentence without its subject. */
export type WrongDefinition = { readonly part: keyof FieldDefinition; readonly message: string };

/** A text may be long without saying so: definitions that are exported have 512 and no format. */
const LONGEST = 8192;
/** Options of a picklist, and characters of one. */
const MOST_OPTIONS = 250;
const LONGEST_OPTION = 255;

/**
 * The first thing that is wrong with a definition; undefined where nothing is. Limits: the vendor's page
 * of custom field settings.
 */
export function wrongDefinition(definition: FieldDefinition): WrongDefinition | undefined {
  return (
    wrongFormat(definition) ??
    wrongLength(definition) ??
    wrongOptions(definition) ??
    wrongRange(definition) ??
    wrongDefault(definition)
  );
}

function wrongFormat({ type, format, enum: options, multiselect }: FieldDefinition) {
  if (format !== undefined && type !== "string") {
    return { part: "format", message: "is for the type string" } as const;
  }
  if (format !== undefined && options !== undefined) {
    return { part: "format", message: "cannot stand beside 'enum'" } as const;
  }
  return multiselect && options === undefined
    ? ({ part: "multiselect", message: "needs the options of 'enum'" } as const)
    : undefined;
}

function wrongLength({ type, format, maxLength }: FieldDefinition): WrongDefinition | undefined {
  if (maxLength === undefined) return undefined;
  const isText = type === "string" && format !== "date" && format !== "date-time";
  if (!isText) return { part: "maxLength", message: "is for texts" };
  return maxLength > LONGEST
    ? { part: "maxLength", message: `should be less than or equal to ${LONGEST}` }
    : undefined;
}

function wrongOptions(definition: FieldDefinition): WrongDefinition | undefined {
  const { type, enum: options, maxLength = LONGEST_OPTION, multiselect } = definition;
  if (options === undefined) return undefined;
  const wrong = (message: string) => ({ part: "enum", message }) as const;
  if (type !== "string") return wrong("is for the type string");
  if (options.length === 0) return wrong("may not be empty");
  if (options.length > MOST_OPTIONS) return wrong(`has more than ${MOST_OPTIONS} options`);
  if (new Set(options).size !== options.length) return wrong("should not repeat an option");
  if (options.some((option) => option === "")) return wrong("has an empty option");
  if (options.some((option) => option.length > Math.min(maxLength, LONGEST_OPTION))) {
    return wrong("has an option that is too long");
  }
  return multiselect && options.some((option) => option.includes(CHOICES))
    ? wrong(`has an option with '${CHOICES}', which stands between the choices of a multi-select`)
    : undefined;
}

function wrongRange(definition: FieldDefinition): WrongDefinition | undefined {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = definition;
  const isNumber = type === "number" || type === "integer";
  for (const part of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const) {
    if (definition[part] !== undefined && definition[part] !== false && !isNumber) {
      return { part, message: "is for numbers" };
    }
  }
  if (exclusiveMinimum && minimum === undefined) {
    return { part: "exclusiveMinimum", message: "needs a 'minimum'" };
  }
  if (exclusiveMaximum && maximum === undefined) {
    return { part: "exclusiveMaximum", message: "needs a 'maximum'" };
  }
  return minimum !== undefined && maximum !== undefined && minimum > maximum
    ? { part: "minimum", message: "is greater than 'maximum'" }
    : undefined;
}

function wrongDefault(definition: FieldDefinition): WrongDefinition | undefined {
  const { default: otherwise } = definition;
  if (otherwise === undefined || otherwise === null) return undefined;
  const read = readValue(definition, otherwise);
  return "wrong" in read ? { part: "default", message: read.wrong } : undefined;
}
