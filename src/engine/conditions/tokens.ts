import { BillingError } from "../errors.ts";

/** A piece of a condition, with where it begins, counted from 1. */
export type Token = {
  readonly kind: "name" | "text" | "number" | "sign" | "end";
  /** Of a text: what it says, without its quotes. */
  readonly text: string;
  readonly at: number;
};

/** What a condition may be at most: a rule that a person has written. */
const LONGEST = 65_535;

const SPACE = /\s+/y;
const NAME = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const NUMBER = /\d{1,30}(?:\.\d{1,30})?/y;
/** JEXL writes its types behind numbers; all of ours are exact. */
const SUFFIX = /[lLfFdDbBhH]\b/y;
const SIGNS = ["&&", "||", "==", "!=", "<=", ">=", "=~", "!~", "=^", "!^", "=$", "!$"];
const SIGN = /[<>!()[\],.+\-*/%]/y;

/** Errors: INVALID_VALUE for what is no part of a condition. */
export function tokensOf(condition: string): Token[] {
  if (condition.length > LONGEST) throw wrong("is too long", LONGEST);
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(condition)?.[0];
  };
  while (at < condition.length) {
    at += match(SPACE)?.length ?? 0;
    if (at >= condition.length) break;
    const token = nextToken(condition, at, match);
    tokens.push(token.token);
    at = token.end;
    if (token.token.kind === "number") at += match(SUFFIX)?.length ?? 0;
  }
  return [...tokens, { kind: "end", text: "its end", at: condition.length + 1 }];
}

function nextToken(
  condition: string,
  at: number,
  match: (pattern: RegExp) => string | undefined,
): { token: Token; end: number } {
  const named = (kind: Token["kind"], text: string) => ({
    token: { kind, text, at: at + 1 },
    end: at + text.length,
  });
  const quote = condition[at];
  if (quote === "'" || quote === '"') return quoted(condition, at, quote);
  const name = match(NAME);
  if (name !== undefined) return named("name", name);
  const number = match(NUMBER);
  if (number !== undefined) return named("number", number);
  const sign = SIGNS.find((each) => condition.startsWith(each, at)) ?? match(SIGN);
  if (sign !== undefined) return named("sign", sign);
  throw wrong(`has '${condition.slice(at, at + 1)}', which is no part of one`, at + 1);
}

/** A text ends with the quote that it has begun with; a backslash takes what follows as it is. */
function quoted(condition: string, start: number, quote: string): { token: Token; end: number } {
  let text = "";
  for (let at = start + 1; at < condition.length; at += 1) {
    const sign = condition[at];
    if (sign === quote) return { token: { kind: "text", text, at: start + 1 }, end: at + 1 };
    if (sign === "\\") at += 1;
    text += condition[at] ?? "";
  }
  throw wrong("has a text that does not end", start + 1);
}

/** @param what  "has … " */
export const wrong = (what: string, at: number): BillingError =>
  new BillingError("INVALID_VALUE", { message: `The condition ${what} (character ${at}).` });
