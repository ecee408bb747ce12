/**
 * What is known of the shapes of the field's answers, and what an answer gets wrong of it. Null and
 * absent are not the same: clients that map answers to classes notice.
 */
import { readFileSync } from "node:fs";

/** Of JSON. */
export type Type = "string" | "number" | "boolean" | "array" | "object";

/** One field as it was measured on answers of production. */
export type MeasuredField = {
  /** "GET /v1/accounts/{account-key}" */
  readonly of: string;
  /** The object that has it, as a dotted path; left out at the top. */
  readonly in?: string;
  readonly field: string;
  /** Whether each object had the key. */
  readonly key: "always" | "sometimes";
  readonly null: "always" | "never" | "sometimes";
  /** Left out where nothing but null was seen. */
  readonly type?: MeasuredType;
};

export type MeasuredType =
  | "text"
  | "id"
  | "number"
  | "boolean"
  | "date"
  | "timestamp"
  | "instant"
  | "list"
  | "object";

/** An operation's answer as it is published: dotted paths of fields by their type. */
export type PublishedShape = { readonly of: string } & {
  readonly [Of in Type]?: readonly string[];
} & {
  /** Null in a published sample: without a value they are null rather than absent. */
  readonly null?: readonly string[];
};

export const measuredFields = (): MeasuredField[] => linesOf<MeasuredField>("measured-shapes");
export const publishedShapes = (): PublishedShape[] => linesOf<PublishedShape>("response-shapes");

const linesOf = <Line>(name: string): Line[] =>
  readFileSync(new URL(`${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

export const TYPES: readonly Type[] = ["string", "number", "boolean", "array", "object"];

/** Names of parameters differ: "GET /v1/orders/{orderNumber}" is "GET /v1/orders/{}". */
export const spelled = (of: string): string => of.replaceAll(/\{[^}]+\}/g, "{}");

/** The published type of each field. */
export const typesOf = (shape: PublishedShape): Map<string, Type> =>
  new Map(TYPES.flatMap((type) => (shape[type] ?? []).map((field) => [field, type] as const)));

type Json = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects at a dotted path; lists on the way are taken apart. */
export function objectsAt(answer: unknown, path: string): Json[] {
  const steps = path === "" ? [] : path.split(".");
  const found = steps.reduce<unknown[]>(
    (level, step) => level.flatMap((each) => (isObject(each) ? each[step] : [])),
    [answer],
  );
  return found.flatMap((each) => [each].flat(2)).filter(isObject);
}

/** What an answer gets wrong of what is published: "amount is a string, not a number". */
export function differencesFromPublished(shape: PublishedShape, answer: unknown): string[] {
  const types = typesOf(shape);
  const said = [...types].flatMap(([field, type]) =>
    valuesAt(answer, field)
      .filter((value) => value !== undefined && value !== null && typeOf(value) !== type)
      .map((value) => `${field} is of type ${typeOf(value)}, not ${type}`),
  );
  const absent = (shape.null ?? [])
    .filter((field) => valuesAt(answer, field).includes(undefined))
    .map((field) => `${field} is absent, not null`);
  return [...new Set([...said, ...absent])];
}

function valuesAt(answer: unknown, field: string): unknown[] {
  const [name = "", ...above] = field.split(".").reverse();
  return objectsAt(answer, above.reverse().join(".")).map((object) => object[name]);
}

const typeOf = (value: unknown): Type =>
  Array.isArray(value) ? "array" : (typeof value as Exclude<Type, "array">);

const FORMATS: Readonly<Record<MeasuredType, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  id: (value) => isText(value, /^[0-9a-f]{32}$/),
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  date: (value) => isText(value, /^\d{4}-\d\d-\d\d$/),
  timestamp: (value) => isText(value, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  instant: (value) => isText(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/),
  list: Array.isArray,
  object: isObject,
};

const isText = (value: unknown, pattern: RegExp): boolean =>
  typeof value === "string" && pattern.test(value);

/**
 * What the objects of an answer get wrong of what was measured on such objects: keys that are absent,
 * nulls and values in each other's place, types, and the order of the keys.
 *
 * @param isBare  nothing that may be left out was given: what was always null has to be null
 */
export function differencesFromMeasured(
  fields: readonly MeasuredField[],
  objects: readonly Json[],
  { isBare }: { readonly isBare: boolean },
): string[] {
  const wrong = objects.flatMap((object) => [
    ...fields.flatMap((field) => differencesOf(field, object, isBare)),
    ...orderOf(fields, object),
  ]);
  return [...new Set(wrong)];
}

function differencesOf(measured: MeasuredField, object: Json, isBare: boolean): string[] {
  const { field, key, type } = measured;
  if (!(field in object)) return key === "always" ? [`${field} is absent`] : [];
  const value = object[field];
  if (value === null) return measured.null === "never" ? [`${field} is null`] : [];
  if (measured.null === "always" && isBare) return [`${field} is not null`];
  return type && !FORMATS[type](value) ? [`${field} is no ${type}: ${JSON.stringify(value)}`] : [];
}

/** Keys that were measured stand in the order in which they were; `success` is first or last. */
function orderOf(fields: readonly MeasuredField[], object: Json): string[] {
  const wanted = fields
    .map(({ field }) => field)
    .filter((field) => field !== "success" && field in object);
  const known = new Set(wanted);
  const found = Object.keys(object).filter((field) => known.has(field));
  const at = found.findIndex((field, index) => field !== wanted[index]);
  return at < 0 ? [] : [`${found[at]} stands where ${wanted[at]} should`];
}
