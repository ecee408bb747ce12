/**
 * Request JSON, read without losing a digit. `JSON.parse` makes every number a double, which keeps
 * 15 significant digits exactly; a number that needs more becomes a symbol, so that a wire type can
 * refuse it by name and no amount is ever rounded on the way in.
 */

/**
 * A JSON number that a double cannot hold: a symbol, described by its text as it was sent. Nothing
 * else in JSON is one, so no wire type takes it for what it expects; an object would pass as one.
 */
export const isInexactNumber = (value: unknown): value is symbol => typeof value === "symbol";

/** Why a text is no JSON that we take; the message is for the caller. */
export class JsonRefused extends Error {
  override readonly name = "JsonRefused";
  readonly reason: "malformed" | "invalidText" | "forbiddenField";
  constructor(reason: JsonRefused["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

const SIGNIFICANT_DIGITS = 15;
const DEEPEST = 64;

export function parseJson(text: string): unknown {
  const value = parse(text);
  refuseUnusable(value, 1);
  return value;
}

/** 16 digits or more, or an exponent: rare, and only then is the slow parse needed. */
const MAY_BE_INEXACT = /[\s:,[]-?(?:[\d.]{16,}|[\d.]+[eE])/;

function parse(text: string): unknown {
  try {
    return MAY_BE_INEXACT.test(text) ? JSON.parse(text, keepSource) : JSON.parse(text);
  } catch (error) {
    // RangeError: nested deeper than the stack of the slow parse.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new JsonRefused("malformed", "The request body is not valid JSON.");
  }
}

function keepSource(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number" || context.source === undefined) return value;
  return isExact(value, context.source) ? value : Symbol(context.source);
}

function isExact(value: number, source: string): boolean {
  const digits = significantDigits(source);
  return digits <= SIGNIFICANT_DIGITS && Number.isFinite(value) && (value !== 0 || digits === 0);
}

/** Longer texts have more digits than any amount: they are not looked at, which could take long. */
const LONGEST_NUMBER = 60;

/** How many digits of a number's text matter: "0.0250" has 2, "1500" has 4, "0.00" has none. */
export function significantDigits(text: string): number {
  if (text.length > LONGEST_NUMBER) return text.length;
  const [mantissa = ""] = text.split(/[eE]/);
  const written = mantissa.includes(".") ? mantissa.replace(/0+$/, "") : mantissa;
  return written.replace(/[-.]/g, "").replace(/^0+/, "").length;
}

/** NUL and lone surrogates are text that PostgreSQL cannot keep; the depth bounds every recursion. */
function refuseUnusable(value: unknown, depth: number): void {
  if (typeof value === "string") refuseText(value);
  if (typeof value !== "object" || value === null) return;
  if (depth > DEEPEST) {
    throw new JsonRefused("malformed", `The request body is nested deeper than ${DEEPEST} levels.`);
  }
  if (Array.isArray(value)) {
    for (const item of value) refuseUnusable(item, depth + 1);
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    if (name === "__proto__") throw new JsonRefused("forbiddenField", name);
    refuseText(name);
    refuseUnusable(field, depth + 1);
  }
}

function refuseText(text: string): void {
  if (text.includes("\0")) {
    throw new JsonRefused("invalidText", "Text may not contain the character U+0000.");
  }
  if (!text.isWellFormed()) {
    throw new JsonRefused("invalidText", "Text may not contain an unpaired surrogate.");
  }
}
