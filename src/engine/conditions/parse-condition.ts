import { decimal } from "../values/decimal.ts";
import {
  type Arithmetic,
  COMPARISONS,
  type Comparison,
  type Condition,
  type ConditionValue,
  FUNCTIONS,
  type FunctionName,
} from "./condition.ts";
import { type Token, tokensOf, wrong } from "./tokens.ts";

/** What stands in what stands in …: no condition that a person writes is deeper. */
const DEEPEST = 60;
/** Operators and values of one condition. */
const MOST_PARTS = 500;

/** Words that JEXL has for signs. */
const WORDS: Readonly<Record<string, string>> = {
  and: "&&",
  or: "||",
  not: "!",
  eq: "==",
  ne: "!=",
  lt: "<",
  gt: ">",
  le: "<=",
  ge: ">=",
};

/**
 * What a condition says. `!` binds closest, then `*` `/` `%`, `+` `-`, comparisons, `&&` and `||`.
 *
 * Errors: INVALID_VALUE, with where in the text, for what is no condition.
 */
export function parseCondition(text: string): Condition {
  const reader = new Reader(tokensOf(text));
  const condition = reader.condition();
  reader.end();
  return condition;
}

class Reader {
  #tokens: readonly Token[];
  #place = 0;
  #depth = 0;
  #parts = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  condition(): Condition {
    return this.#several("or", "||", () => this.#several("and", "&&", () => this.#comparison()));
  }

  end(): void {
    const token = this.#next;
    if (token.kind !== "end") throw wrong(`has '${token.text}' where it should end`, token.at);
  }

  get #next(): Token {
    const token = this.#tokens[this.#place] ?? this.#tokens.at(-1);
    if (!token) throw wrong("is empty", 1);
    return token;
  }

  get #sign(): string | undefined {
    const { kind, text } = this.#next;
    if (kind === "name") return Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
    return kind === "sign" ? text : undefined;
  }

  #take(): Token {
    const token = this.#next;
    this.#place += 1;
    return token;
  }

  #isTaken(sign: string): boolean {
    if (this.#sign !== sign) return false;
    this.#place += 1;
    return true;
  }

  #expect(sign: string): void {
    const { text, at } = this.#next;
    if (!this.#isTaken(sign)) throw wrong(`has '${text}' where '${sign}' should be`, at);
  }

  /** So that neither this nor whoever reads what it makes runs out of room. */
  #within<Result>(read: () => Result): Result {
    this.#depth += 1;
    this.#parts += 1;
    if (this.#depth > DEEPEST) throw wrong("is nested too deeply", this.#next.at);
    if (this.#parts > MOST_PARTS) throw wrong("has too many parts", this.#next.at);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #several(type: "and" | "or", sign: string, read: () => Condition): Condition {
    return this.#within(() => {
      const first = read();
      const of = [first];
      while (this.#isTaken(sign)) of.push(read());
      return of.length === 1 ? first : { type, of };
    });
  }

  #comparison(): Condition {
    const left = this.#sum();
    const operator = COMPARISONS.find((each) => each === this.#sign);
    if (operator === undefined) return left;
    this.#place += 1;
    const right = this.#sum();
    const again = COMPARISONS.find((each) => each === this.#sign);
    if (again !== undefined) throw wrong("compares what was compared", this.#next.at);
    return compared(operator, left, right);
  }

  #sum(): Condition {
    return this.#reckoned(["+", "-"], () => this.#reckoned(["*", "/", "%"], () => this.#unary()));
  }

  #reckoned(operators: readonly Arithmetic[], read: () => Condition): Condition {
    let left = read();
    for (;;) {
      const operator = operators.find((each) => this.#isTaken(each));
      if (operator === undefined) return left;
      const before = left;
      left = this.#within(() => ({ type: "reckon", operator, left: before, right: read() }));
    }
  }

  #unary(): Condition {
    return this.#within(() => {
      if (this.#isTaken("!")) return { type: "not", of: this.#unary() };
      if (!this.#isTaken("-")) return this.#primary();
      const { kind, text, at } = this.#take();
      if (kind !== "number") throw wrong(`has '${text}' where a number should be`, at);
      return { type: "value", value: decimal(text).neg() };
    });
  }

  #primary(): Condition {
    if (this.#isTaken("(")) {
      const inner = this.condition();
      this.#expect(")");
      return inner;
    }
    if (this.#isTaken("[")) return { type: "list", values: this.#values() };
    const { kind, text } = this.#next;
    if (kind !== "name" || isWord(text)) return { type: "value", value: this.#value() };
    this.#place += 1;
    if (this.#isTaken("(")) {
      const name = this.#functionNamed(text);
      const of = this.condition();
      this.#expect(")");
      return { type: "call", name, of };
    }
    return this.#path(text);
  }

  /** A field; or what is asked of one as of an object of Java: `OrderAction.CreatedDate.toLocalDate()`. */
  #path(first: string): Condition {
    const names = [first];
    while (this.#isTaken(".")) {
      const { kind, text, at } = this.#take();
      if (kind !== "name") throw wrong(`has '${text}' where a name should be`, at);
      if (!this.#isTaken("(")) names.push(text);
      else {
        const name = this.#functionNamed(text);
        this.#expect(")");
        return { type: "call", name, of: { type: "path", names } };
      }
    }
    return { type: "path", names };
  }

  #functionNamed(text: string): FunctionName {
    const known = FUNCTIONS.find((each) => each === text);
    if (known !== undefined) return known;
    const all = FUNCTIONS.join(", ");
    throw wrong(`has the function '${text}', which is none of ${all}`, this.#next.at);
  }

  #values(): ConditionValue[] {
    const values: ConditionValue[] = [];
    if (this.#isTaken("]")) return values;
    do values.push(this.#within(() => this.#value()));
    while (this.#isTaken(","));
    this.#expect("]");
    return values;
  }

  #value(): ConditionValue {
    const isNegative = this.#isTaken("-");
    const { kind, text, at } = this.#take();
    if (kind === "number") return isNegative ? decimal(text).neg() : decimal(text);
    if (isNegative) throw wrong(`has '${text}' where a number should be`, at);
    if (kind === "text") return text;
    if (kind === "name" && isWord(text)) return VALUES[text] ?? null;
    throw wrong(`has '${text}' where a value should be`, at);
  }
}

const VALUES: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

const isWord = (text: string): boolean => Object.hasOwn(VALUES, text) || Object.hasOwn(WORDS, text);

/** Whether it stands in a list is asked with a list, and nothing else is. */
function compared(operator: Comparison, left: Condition, right: Condition): Condition {
  const asksList = operator === "=~" || operator === "!~";
  if (left.type === "list" || (right.type === "list") !== asksList) {
    throw wrong("compares with a list, or without one: '=~' and '!~' take ['a', 'b']", 1);
  }
  return { type: "compare", operator, left, right };
}
