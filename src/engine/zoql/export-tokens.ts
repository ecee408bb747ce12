import type { ZoqlValue } from "./zoql.ts";

/** What no name can be; `Order` is an object as well. */
const KEYWORDS = new Set([
  "select",
  "from",
  "where",
  "and",
  "or",
  "not",
  "is",
  "like",
  "null",
  "true",
  "false",
]);

const NAME = /^[A-Za-z_]\w*$/;
const NUMBER = /^[+-]?\d/;

/**
 * A name, a text between single quotes or double quotes, an operator or a sign, or a number. A quote in
 * a text is written twice.
 */
const TOKEN =
  /\s*(?:([A-Za-z_]\w*)|('(?:[^']|'')*')|("(?:[^"]|"")*")|(!=|<=|>=|[=<>,.()*;])|([+-]?\d[\w.:+-]*))/y;

/** What a query of an export is made of, taken one after the other. */
export class ExportTokens {
  readonly #tokens: readonly string[];
  readonly #malformed: () => Error;
  #next = 0;

  /** @param malformed  what is thrown where something else should stand */
  constructor(text: string, malformed: () => Error) {
    this.#malformed = malformed;
    if (!text.isWellFormed() || text.includes("\0")) throw malformed();
    this.#tokens = [...this.#split(text.trimEnd())];
  }

  isAtEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  takeIf(wanted: string): boolean {
    const is = this.#at(0) === wanted;
    if (is) this.#next += 1;
    return is;
  }

  takeBoth(first: string, second: string): boolean {
    const are = this.#at(0) === first && this.#at(1) === second;
    if (are) this.#next += 2;
    return are;
  }

  takeWord(wanted: string): void {
    if (!this.takeIf(wanted)) throw this.#malformed();
  }

  takeName(): string {
    const token = this.#take();
    if (!NAME.test(token) || KEYWORDS.has(token.toLowerCase())) throw this.#malformed();
    return token;
  }

  /** `BillToContact` of `BillToContact.*`. */
  takeAllOf(): string | undefined {
    if (this.#at(1) !== "." || this.#at(2) !== "*") return undefined;
    const name = this.takeName();
    this.#next += 2;
    return name;
  }

  /** The name before a parenthesis, with the parenthesis. */
  takeCalled(): string | undefined {
    if (this.#at(1) !== "(") return undefined;
    const name = this.takeName();
    this.#next += 1;
    return name;
  }

  /** Between double quotes, or a name. */
  takeAlias(): string {
    const token = this.#tokens[this.#next] ?? "";
    if (!token.startsWith('"')) return this.takeName();
    this.#next += 1;
    if (token.length === 2) throw this.#malformed();
    return token.slice(1, -1).replaceAll('""', '"');
  }

  takeCount(): number {
    const token = this.#take();
    if (!/^\d{1,9}$/.test(token)) throw this.#malformed();
    return Number(token);
  }

  /** Undefined where no value stands. */
  takeValue(): ZoqlValue | undefined {
    const token = this.#tokens[this.#next];
    const value = token === undefined ? undefined : literalOf(token);
    if (value !== undefined) this.#next += 1;
    return value;
  }

  #at(ahead: number): string | undefined {
    return this.#tokens[this.#next + ahead]?.toLowerCase();
  }

  #take(): string {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw this.#malformed();
    this.#next += 1;
    return token;
  }

  *#split(text: string): Generator<string> {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const match = TOKEN.exec(text);
      if (!match) throw this.#malformed();
      yield match.slice(1).find((part) => part !== undefined) ?? "";
    }
  }
}

function literalOf(token: string): ZoqlValue | undefined {
  if (token.startsWith("'")) {
    return { type: "text", text: token.slice(1, -1).replaceAll("''", "'") };
  }
  if (NUMBER.test(token)) return { type: "literal", text: token };
  switch (token.toLowerCase()) {
    case "null":
      return { type: "null" };
    case "true":
      return { type: "boolean", is: true };
    case "false":
      return { type: "boolean", is: false };
    default:
      return undefined;
  }
}
