/**
 * The values of the wire, as zod types for contracts. Request types turn JSON into the engine's
 * values; a message completes the sentence "'field' …". Response types (at the end) are never run
 * by the server: a handler returns the engine's values and they write themselves as JSON.
 */
import { z } from "zod";
import { type Decimal, decimal, isNegative } from "#engine/values/decimal.ts";
import { isPlainDate, type PlainDate } from "#engine/values/plain-date.ts";
import { isInexactNumber, significantDigits } from "./json.ts";

export type { CustomFields } from "#engine/model/custom-fields.ts";
export { body, looseBody, looseBodyOfEither } from "./wire-body.ts";
export {
  changes,
  customFields,
  customFieldsOf,
  keepsAny,
  makes,
  makesIf,
} from "./wire-custom-fields.ts";
export { inVersions } from "./wire-versions.ts";

// ---- Days, amounts, numbers

/** "2024-02-29": a day that exists. Serves requests and responses. */
export const date = z
  .string()
  .transform((text, check): PlainDate => {
    // Years that no contract reaches are typing mistakes, and cost a bill run its memory.
    if (isPlainDate(text) && text >= "1900") return text;
    return refuse(check, text, "should be a date that exists, in the format yyyy-mm-dd");
  })
  .meta({ type: "string", format: "date" });

/** A day of a contract or a bill. The field supports none after 2100, and a bill that long is a mistake. */
export const billingDate = date.refine((day) => day <= "2100-12-31", {
  error: "should not be after 2100-12-31",
});

const JSON_NUMBER_TEXT = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const TOO_LONG = "should be a number of at most 15 significant digits";

/** A JSON number or a numeric string, exactly. The SDKs send both. */
export const amount = z
  .custom<number | string>()
  .transform((value, check): Decimal => toDecimal(value, check))
  .meta({ type: "number" });

/** Like `amount`, but not negative. */
export const quantity = z
  .custom<number | string>()
  .transform((value, check): Decimal => {
    const number = toDecimal(value, check);
    if (check.issues.length > 0 || !isNegative(number)) return number;
    return refuse(check, value, "should be greater than or equal to 0");
  })
  .meta({ type: "number", minimum: 0 });

type Check = { readonly issues: { push(issue: z.core.$ZodRawIssue): unknown; length: number } };

function toDecimal(value: unknown, check: Check): Decimal {
  if (isInexactNumber(value)) return refuse(check, value, TOO_LONG);
  const text = typeof value === "number" ? String(value) : value;
  const parts = typeof text === "string" ? JSON_NUMBER_TEXT.exec(text) : null;
  if (typeof text !== "string" || parts === null) return refuse(check, value, "should be a number");
  if (significantDigits(text) > 15) return refuse(check, value, TOO_LONG);
  const [, whole = "", fraction = "", exponent] = parts;
  if (exponent !== undefined) return fromExponent(text, whole, fraction, Number(exponent), check);
  if (text.length > 40) return refuse(check, value, TOO_LONG);
  return decimal(text);
}

/** "1.5e-7" as JavaScript and Java write small and round numbers. */
function fromExponent(
  text: string,
  whole: string,
  fraction: string,
  exponent: number,
  check: Check,
): Decimal {
  if (Math.abs(exponent) > 20 || text.length > 40) return refuse(check, text, TOO_LONG);
  const digits = `${"0".repeat(21)}${whole}${fraction}${"0".repeat(21)}`;
  const point = 21 + whole.length + exponent;
  const sign = text.startsWith("-") ? "-" : "";
  const unsigned = `${digits.slice(0, point).replace(/^0+(?=\d)/, "")}.${digits.slice(point)}`;
  return decimal(sign + unsigned);
}

const INT_TEXT = /^-?\d{1,10}$/;

/** A whole number, or its text: the vendor's own samples send `"billCycleDay": "1"`. */
export const intBetween = (minimum: number, maximum: number) =>
  z
    .custom<number | string>()
    .transform((value, check): number => {
      const number = typeof value === "string" && INT_TEXT.test(value) ? Number(value) : value;
      if (typeof number !== "number" || !Number.isInteger(number)) {
        return refuse(check, value, "should be a whole number");
      }
      if (number < minimum) {
        return refuse(check, value, `should be greater than or equal to ${minimum}`);
      }
      return number > maximum
        ? refuse(check, value, `should be less than or equal to ${maximum}`)
        : number;
    })
    .meta({ type: "integer", minimum, maximum });

/** Any whole number that an `integer` column holds. */
export const int = intBetween(-2_147_483_648, 2_147_483_647);

/** true and false, also as text: query parameters are text, and clients quote booleans. */
export const boolean = z
  .custom<boolean | "true" | "false">()
  .transform((value, check): boolean => {
    if (typeof value === "boolean") return value;
    const text = typeof value === "string" ? String(value).toLowerCase() : undefined;
    if (text === "true" || text === "false") return text === "true";
    return refuse(check, value, "should be true or false");
  })
  .meta({ type: "boolean" });

/** Whether a value that no contract has read yet will be read as true by `boolean`. */
export const isTrue = (value: unknown): boolean =>
  value === true || (typeof value === "string" && value.toLowerCase() === "true");

/** Likewise as false. */
export const isFalse = (value: unknown): boolean =>
  value === false || (typeof value === "string" && value.toLowerCase() === "false");

// ---- Text

/** At most `maximum` characters; NUL and lone surrogates were refused with the JSON. */
export const text = (maximum: number) => z.string().max(maximum);

/** Like `text`, but may not be empty. */
export const requiredText = (maximum: number) => z.string().min(1).max(maximum);

const ABOVE_BMP = /[\u{10000}-\u{10FFFF}]/u;

/** Text in orders, which keep the Basic Multilingual Plane only: no emoji. */
export const orderText = (maximum: number) =>
  text(maximum).refine((value) => !ABOVE_BMP.test(value), {
    error: "contains characters outside the Unicode Basic Multilingual Plane",
  });

const NOT_IN_A_NUMBER = /[#?/]/;
/** Clients take "." and ".." out of a path before they send it. */
const NO_NUMBER = /^\s+$|^\.{1,2}$/;

/** It would be found in the place of whatever has this id, or not at all. */
const LOOKS_LIKE_AN_ID = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A business number that the caller chooses: it will be part of paths. */
export const chosenNumber = (maximum: number) =>
  orderText(maximum)
    .min(1)
    .refine((value) => !NOT_IN_A_NUMBER.test(value), {
      error: "may not contain the characters #, ? and /",
    })
    .refine((value) => !NO_NUMBER.test(value), {
      error: "should have more than blanks, and is neither . nor ..",
    })
    .refine((value) => !LOOKS_LIKE_AN_ID.test(value), {
      error: "may not look like an id: 32 hexadecimal digits name one",
    });

/** An id (32 hex digits, with or without hyphens) or a number such as INV00000001. */
export const key = z
  .string()
  .min(1)
  .max(255)
  .refine((value) => !value.includes("\0") && value.isWellFormed(), { error: "is no key" });

/** Documented fields that are not done yet: let through, so that `refuseFields` can name them. */
export const notYet = <const Name extends string>(names: readonly Name[]) => {
  const field = z.unknown().optional().describe("Not supported yet: refused.");
  return Object.fromEntries(names.map((name) => [name, field])) as Record<Name, typeof field>;
};

// ---- Files

/** A file of a form (multipart/form-data). */
export type Upload = { readonly fileName: string; readonly content: Uint8Array };

export const upload = z
  .custom<Upload>((value) => typeof value === "object" && value !== null && "content" in value, {
    error: "should be a file",
  })
  .meta({ type: "string", format: "binary" });

/** The same while it is still coming. */
export type FileStream = {
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
};

export const fileStream = z
  .custom<FileStream>(
    (value) => typeof value === "object" && value !== null && "content" in value,
    {
      error: "should be a file",
    },
  )
  .meta({ type: "string", format: "binary" });

// ---- Paging

/** `page` from 1, `pageSize` up to 40. What is not a number is as if not given. */
export const page = (defaultPageSize: 10 | 20 | 40 = 20) =>
  z.object({
    page: pageNumber(1, 1_000_000).meta({ type: "integer", minimum: 1, default: 1 }),
    pageSize: pageNumber(defaultPageSize, 40).meta({
      type: "integer",
      minimum: 1,
      maximum: 40,
      default: defaultPageSize,
    }),
  });

/** The same of lists of settings, which are short: `pageSize` up to and, if not given, `maximum`. */
export const longPage = (maximum: number) =>
  z.object({
    page: pageNumber(1, 1_000_000).meta({ type: "integer", minimum: 1, default: 1 }),
    pageSize: pageNumber(maximum, maximum).meta({
      type: "integer",
      minimum: 1,
      maximum,
      default: maximum,
    }),
  });

const pageNumber = (otherwise: number, maximum: number) =>
  z
    .custom<number | string>()
    .optional()
    .transform((value): number => {
      const number = Number(value);
      return Number.isInteger(number) && number >= 1 ? Math.min(number, maximum) : otherwise;
    });

/** Organizations by id or name: one of the two says which, of both they have to be the same. */
export const namedOrganizations = z.array(
  z.object({
    organizationId: z.string().max(36).nullable().optional(),
    organizationName: z.string().max(255).nullable().optional(),
  }),
);

// ---- Responses: z.input is what a handler returns, z.output what the caller reads

/** A Decimal that leaves as an exact JSON number. */
export const money = z.custom<Decimal>().transform(Number).meta({ type: "number" });

/** 32 hex digits in lower case. */
export const id = z.string().meta({ type: "string", pattern: "^[0-9a-f]{32}$" });

/** "2024-05-20 13:03:38" in the entity's time zone: `timestamp` of timestamps.ts writes it. */
export const timestamp = z.string().meta({ examples: ["2024-05-20 13:03:38"] });

/** What is for some organizations of the entity; empty: for all. */
export const organizationLabels = z.array(
  z.object({
    organizationId: z.string().describe("Written as a UUID."),
    organizationName: z.string(),
  }),
);

/** Where the next page is; the key is absent on the last one. `nextPage` of paging.ts writes it. */
export const nextPage = z.string().optional();

/** What a contract with envelope `file` answers. */
export type File = {
  readonly contentType: string;
  /** With a name the browser saves it. */
  readonly fileName?: string;
  /** Pieces are sent as they come. */
  readonly content: Uint8Array | string | AsyncIterable<Uint8Array>;
};

export const file = z.custom<File>().meta({ type: "string", format: "binary" });

/** Reports what is wrong and stands in for the value that is not there. */
function refuse(check: Check, input: unknown, message: string): never {
  check.issues.push({ code: "custom", message, input });
  return z.NEVER;
}
