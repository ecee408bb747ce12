import { BillingError } from "../errors.ts";

export type RangeOperator = "<" | "<=" | ">" | ">=";

/** A question to records: `status:active AND !activeDate:<2018`. */
export type RecordQuery =
  | { readonly type: "and" | "or"; readonly parts: readonly RecordQuery[] }
  | { readonly type: "not"; readonly part: RecordQuery }
  | { readonly type: "exists"; readonly field: string }
  | {
      readonly type: "compare";
      readonly field: string;
      readonly operator: "=" | RangeOperator;
      readonly value: string;
    };

/** The answer to a question is looked up once per record. */
const MOST_TERMS = 100;
const DEEPEST = 20;

/**
 * Reads a question. AND binds tighter than OR, NOT tighter than both; operators are written in capitals,
 * or as `&&`, `||` and `!`. A backslash takes the meaning of the character behind it.
 *
 * Errors: MALFORMED_QUERY, and nothing else. Source: the field's page of the query syntax.
 */
export function parseRecordQuery(text: string): RecordQuery {
  const tokens = tokensOf(text);
  if (tokens.length > MOST_TERMS * 4) throw malformed(`more than ${MOST_TERMS} terms`);
  const reader = new Reader(tokens);
  const query = orOf(reader, 0);
  if (reader.next() !== undefined) throw malformed("something stands behind its end");
  return query;
}

type Token =
  | { readonly is: "and" | "or" | "not" | "open" | "close" }
  | { readonly is: "term"; readonly text: string };

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  next(): Token | undefined {
    return this.#tokens[this.#at];
  }
  takeIf(is: Token["is"]): boolean {
    if (this.next()?.is !== is) return false;
    this.#at += 1;
    return true;
  }
  take(): Token | undefined {
    const token = this.next();
    this.#at += 1;
    return token;
  }
}

function orOf(reader: Reader, depth: number): RecordQuery {
  const parts = [andOf(reader, depth)];
  while (reader.takeIf("or")) parts.push(andOf(reader, depth));
  return joined("or", parts);
}

function andOf(reader: Reader, depth: number): RecordQuery {
  const parts = [notOf(reader, depth)];
  while (reader.takeIf("and")) parts.push(notOf(reader, depth));
  return joined("and", parts);
}

function joined(type: "and" | "or", parts: readonly RecordQuery[]): RecordQuery {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { type, parts };
}

function notOf(reader: Reader, depth: number): RecordQuery {
  if (depth > DEEPEST) throw malformed("it is nested too deeply");
  if (reader.takeIf("not")) return { type: "not", part: notOf(reader, depth + 1) };
  if (reader.takeIf("open")) {
    const inner = orOf(reader, depth + 1);
    if (!reader.takeIf("close")) throw malformed("a parenthesis is not closed");
    return inner;
  }
  const token = reader.take();
  if (token?.is !== "term") throw malformed("a term is missing");
  return termOf(token.text);
}

const TERM = /^(\w+):(<=|>=|<|>)?(.+)$/s;

function termOf(text: string): RecordQuery {
  const [, field = "", operator = "=", written = ""] = TERM.exec(text) ?? [];
  if (field === "") throw malformed(`'${text}' should be like field:value`);
  const value = unescaped(written);
  if (field === "_exists_") return { type: "exists", field: value };
  return { type: "compare", field, operator: operator as "=" | RangeOperator, value };
}

/** Without its quotes and its backslashes, of which some clients send two. */
const unescaped = (text: string): string =>
  (text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1)
    : text
  ).replace(/\\+(.)/gs, "$1");

const TOKEN = /\s*(?:(&&|\|\||!|\(|\))|((?:\\.|"(?:\\.|[^"\\])*"|[^\s()"\\])+))/suy;

const WORDS: Readonly<Record<string, Token["is"]>> = {
  "&&": "and",
  "||": "or",
  "!": "not",
  "(": "open",
  ")": "close",
  AND: "and",
  OR: "or",
  NOT: "not",
};

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const [, symbol, word = ""] = TOKEN.exec(text) ?? [];
    if (symbol === undefined && word === "") throw malformed("a quotation mark is not closed");
    const is = WORDS[symbol ?? word];
    tokens.push(is === undefined || is === "term" ? { is: "term", text: word } : { is });
  }
  return tokens;
}

const malformed = (why: string) => new BillingError("MALFORMED_QUERY", { why: `: ${why}` });
