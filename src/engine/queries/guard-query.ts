import { BillingError } from "../errors.ts";
import { KNOWN_BEFORE_PARENTHESIS } from "./known-functions.ts";

type Token = {
  /** A name between double quotes is never a keyword. */
  readonly kind: "word" | "quoted" | "string" | "sign";
  /** A word in lower case. */
  readonly text: string;
};

/**
 * The one statement of a data query, if it does no more than read by names and functions that are
 * known. It cuts the text up as PostgreSQL does; whatever the two could read differently is refused.
 * That it reads only views, and only one entity's rows, is not up to this: docs/decisions/0660.
 *
 * @returns the text without what ends it
 * Errors: INVALID_VALUE for what it must not contain, with the word.
 */
export function guardQuery(text: string): string {
  const tokens = tokensOf(text);
  const ends = tokens.findIndex(({ kind, text: sign }) => kind === "sign" && sign === ";");
  if (ends !== -1 && ends !== tokens.length - 1) refuse("has several statements: send one");
  const statement = ends === -1 ? tokens : tokens.slice(0, -1);
  const [first] = statement.filter(({ text: sign }) => sign !== "(");
  if (first?.kind !== "word" || !/^(select|with|values)$/.test(first.text)) {
    refuse("should begin with SELECT or WITH");
  }
  for (const [place, token] of statement.entries()) checkToken(statement, place, token);
  return ends === -1 ? text : text.slice(0, text.lastIndexOf(";"));
}

function checkToken(tokens: readonly Token[], place: number, { kind, text }: Token): void {
  if (kind !== "word" && kind !== "quoted") return;
  if (/^(pg_|information_schema$|data_query_own$)/i.test(text)) {
    refuse(`may not name '${text}': only the tables of data queries are read`);
  }
  const [before, next] = [tokens[place - 1], tokens[place + 1]];
  if (next?.kind !== "sign" || next.text !== "(") return;
  if (before?.text === "." && before.kind === "sign") {
    refuse(`may not call '${text}' by its schema`);
  }
  if (kind === "word" && KNOWN_BEFORE_PARENTHESIS.has(text)) return;
  // Names of columns follow: with t (a, b) as (...), and: from x as t (a, b).
  if (before?.kind === "word" && /^(with|recursive|as)$/.test(before.text)) return;
  refuse(`calls '${text}', which is no function of data queries`);
}

const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*/y;
const NUMBER = /[0-9][0-9.]*/y;
const STRING = /'(?:[^']|'')*'/y;
const QUOTED = /"(?:[^"]|"")+"/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(SPACE) ?? take(LINE_COMMENT)) continue;
    if (text.startsWith("/*", at)) {
      at = endOfComment(text, at);
      continue;
    }
    tokens.push(nextToken(text, at, take));
  }
  return tokens;
}

function nextToken(text: string, at: number, take: (pattern: RegExp) => string | undefined): Token {
  const word = take(WORD);
  if (word !== undefined) {
    // Of texts with escapes in them, and of names in code points, the end is elsewhere.
    const follows = text.slice(at + word.length, at + word.length + 2);
    if (/^['"]/.test(follows) && /^[bexn]$/i.test(word)) refuse(`may not write ${word}'…'`);
    if (/^&['"]/.test(follows) && /^u$/i.test(word)) refuse("may not write U&'…'");
    return { kind: "word", text: word.toLowerCase() };
  }
  const string = take(STRING);
  if (string !== undefined) return { kind: "string", text: string };
  const quoted = take(QUOTED);
  if (quoted !== undefined) {
    return { kind: "quoted", text: quoted.slice(1, -1).replaceAll('""', '"') };
  }
  const number = take(NUMBER);
  if (number !== undefined) return { kind: "string", text: number };
  const sign = text[at] ?? "";
  if (!/[-+*/<>=~!@#%^&|`?:;,.()[\]]/.test(sign)) {
    refuse(/['"]/.test(sign) ? "has a text that does not end" : `may not contain '${sign}'`);
  }
  take(/./sy);
  return { kind: "sign", text: sign };
}

/** Comments are nested. */
function endOfComment(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return refuse("has a comment that does not end");
}

function refuse(what: string): never {
  throw new BillingError("INVALID_VALUE", { field: "query", message: `The query ${what}.` });
}
