import { BillingError } from "../errors.ts";
import { ZOQL_OPERATORS, type Zoql, type ZoqlCondition, type ZoqlValue } from "./zoql.ts";

/** The field's own limit. */
export const MOST_CONDITIONS = 200;

/**
 * Reads a query. Keywords count in any case, as clients write them; there is no `*`, no join, no
 * parenthesis, no function, no `order by` and no `limit`.
 *
 * Errors: MALFORMED_QUERY, and nothing else.
 * Source: the vendor's pages on ZOQL and its filter statements.
 */
export function parseZoql(text: string): Zoql {
  const tokens = new Tokens(text);
  tokens.takeWord("select");
  const fields = [tokens.takeName()];
  while (tokens.takeIf(",")) fields.push(tokens.takeName());
  tokens.takeWord("from");
  const object = tokens.takeName();
  const where = tokens.isAtEnd() ? [] : conditionsOf(tokens);
  if (!tokens.isAtEnd()) throw malformed();
  return { fields, object, where };
}

function conditionsOf(tokens: Tokens): ZoqlCondition[][] {
  tokens.takeWord("where");
  let all = [conditionOf(tokens)];
  const any = [all];
  let count = 1;
  while (!tokens.isAtEnd()) {
    if (tokens.takeIf("or")) {
      all = [];
      any.push(all);
    } else tokens.takeWord("and");
    count += 1;
    if (count > MOST_CONDITIONS) throw malformed(`more than ${MOST_CONDITIONS} conditions`);
    all.push(conditionOf(tokens));
  }
  return any;
}

function conditionOf(tokens: Tokens): ZoqlCondition {
  const field = tokens.takeName();
  const written = tokens.take()?.toLowerCase();
  const operator = ZOQL_OPERATORS.find((known) => known === written);
  if (operator === undefined) throw malformed();
  const value = operandOf(tokens.take());
  if (value.type === "null" && operator !== "=" && operator !== "!=") {
    throw malformed("null is compared with = or != only");
  }
  if (operator === "like") refusePattern(value);
  return { field, operator, value };
}

/** Only what a text begins or ends with can be looked for. */
function refusePattern(value: ZoqlValue): void {
  if (value.type !== "text") throw malformed("like takes a text");
  const percents = value.text.split("%").length - 1;
  const isAtOneEnd = value.text.startsWith("%") || value.text.endsWith("%");
  if (percents > 1 || (percents === 1 && !isAtOneEnd)) {
    throw malformed("like takes one % only, at the beginning or at the end");
  }
}

const KEYWORDS = new Set(["select", "from", "where", "and", "or", "like", "null", "true", "false"]);

const LITERAL = /^[+-]?\d/;

function operandOf(token: string | undefined): ZoqlValue {
  if (token === undefined) throw malformed();
  if (token.startsWith("'")) return { type: "text", text: unquoted(token) };
  if (LITERAL.test(token)) return { type: "literal", text: token };
  switch (token.toLowerCase()) {
    case "null":
      return { type: "null" };
    case "true":
      return { type: "boolean", is: true };
    case "false":
      return { type: "boolean", is: false };
    default:
      throw malformed();
  }
}

/** A backslash makes a quote or a backslash one of the text; before anything else it is itself. */
const unquoted = (token: string): string => token.slice(1, -1).replace(/\\(['"\\])/g, "$1");

/** A name, a text, an operator, a comma, or a number, day or moment. */
const TOKEN =
  /\s*(?:([A-Za-z_]\w*)|('[^'\\]*(?:\\[\s\S][^'\\]*)*')|(!=|<=|>=|[=<>,])|([+-]?\d[\d.:TZtz+-]*))/y;

const NAME = /^[A-Za-z_]\w*$/;

class Tokens {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    if (!text.isWellFormed() || text.includes("\0")) throw malformed();
    this.#tokens = [...tokensOf(text.trimEnd())];
  }

  isAtEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  take(): string | undefined {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    return token;
  }

  takeIf(wanted: string): boolean {
    const is = this.#tokens[this.#next]?.toLowerCase() === wanted;
    if (is) this.#next += 1;
    return is;
  }

  takeWord(wanted: string): void {
    if (!this.takeIf(wanted)) throw malformed();
  }

  takeName(): string {
    const token = this.take();
    if (token === undefined || !NAME.test(token) || KEYWORDS.has(token.toLowerCase())) {
      throw malformed();
    }
    return token;
  }
}

function* tokensOf(text: string): Generator<string> {
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw malformed();
    yield match.slice(1).find((part) => part !== undefined) ?? "";
  }
}

/** @param why  for what is the field's rule rather than its grammar */
const malformed = (why?: string): BillingError =>
  new BillingError("MALFORMED_QUERY", why === undefined ? {} : { why: `: ${why}` });
