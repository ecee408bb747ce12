/**
 * Values of the engine as jsonb, and back as they were: what JSON has no word for is an object with
 * one key that begins with "$". A key of ours that begins so is written with one "$" more.
 */
import { assert } from "#engine/assert.ts";
import { BillingError, type ErrorCode, type ErrorDetails } from "#engine/errors.ts";
import { type Decimal, decimal, formatDecimal, ZERO } from "#engine/values/decimal.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Amounts, maps and refusals keep their kind; a key whose value is undefined is left out. */
export function toStored(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return toStoredScalar(value);
  if (Array.isArray(value)) return value.map(toStored);
  if (isDecimal(value)) return { $decimal: formatDecimal(value) };
  if (value instanceof Map) return { $map: [...value].map(toStored) };
  if (value instanceof BillingError) return { $error: [value.code, toStored(value.details)] };
  assert(Object.getPrototypeOf(value) === Object.prototype, "a value to store is plain data");
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([key, field]) => [stored(key), toStored(field)]));
}

function toStoredScalar(value: unknown): Json {
  const isScalar = ["string", "number", "boolean"].includes(typeof value);
  assert(isScalar, `a ${typeof value} cannot be stored`);
  return value as Json;
}

/** What `toStored` was given. */
export function fromStored(json: Json): unknown {
  if (json === null || typeof json !== "object") return json;
  if (isList(json)) return json.map(fromStored);
  const entries = Object.entries(json);
  const [kind, content] = entries[0] ?? [];
  if (content !== undefined && entries.length === 1) {
    if (kind === "$decimal") return decimal(content as string);
    if (kind === "$map") return new Map(fromStored(content) as [unknown, unknown][]);
    if (kind === "$error") return toRefusal(fromStored(content) as [ErrorCode, ErrorDetails]);
  }
  return Object.fromEntries(
    entries.map(([key, field]) => [key.replace(/^\$/, ""), fromStored(field)]),
  );
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

const toRefusal = ([code, details]: [ErrorCode, ErrorDetails]) => new BillingError(code, details);

const stored = (key: string): string => (key.startsWith("$") ? `$${key}` : key);

const isDecimal = (value: object): value is Decimal =>
  Object.getPrototypeOf(value) === Object.getPrototypeOf(ZERO);
