/** Conditions of exports as SQL: identifiers come from the tables, values are bound. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { BillingError } from "#engine/errors.ts";
import type { ExportCondition, ExportExpression } from "#engine/zoql/export-zoql.ts";
import { type Clock, dayOf, momentsOf, timeOperand } from "#engine/zoql/time-operand.ts";
import type { ZoqlOperator, ZoqlValue } from "#engine/zoql/zoql.ts";
import { idOf } from "../ids.ts";
import type { Comparable } from "./export-nodes.ts";

type Condition = RawBuilder<SqlBool>;
type Find = (of: ExportExpression) => Comparable;

/**
 * Errors: INVALID_FIELD for an operator that the field has not; INVALID_VALUE for a value that it cannot
 * have.
 */
export function exportCondition(condition: ExportCondition, find: Find, clock: Clock): Condition {
  switch (condition.type) {
    case "and":
    case "or": {
      const parts = condition.parts.map((part) => exportCondition(part, find, clock));
      return sql`(${sql.join(parts, condition.type === "and" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      return sql`(not ${exportCondition(condition.part, find, clock)})`;
    case "compare":
      return comparison(find(condition.left), condition.operator, condition.right, find, clock);
  }
}

const SYMBOLS = {
  "=": sql`=`,
  "!=": sql`<>`,
  "<": sql`<`,
  ">": sql`>`,
  "<=": sql`<=`,
  ">=": sql`>=`,
  like: sql`like`,
} as const;

const TEXTS: ReadonlySet<string> = new Set(["text", "number", "literal", "custom"]);
const NUMBERS: ReadonlySet<string> = new Set(["decimal", "integer"]);

function comparison(
  left: Comparable,
  operator: ZoqlOperator,
  right: ZoqlValue | ExportExpression,
  find: Find,
  clock: Clock,
): Condition {
  if (right.type === "null") {
    return operator === "=" ? sql`(${left.sql} is null)` : sql`(${left.sql} is not null)`;
  }
  if (right.type === "field" || right.type === "function") {
    return betweenFields(left, operator, find(right), clock);
  }
  const text = right.type === "boolean" ? String(right.is) : right.text;
  if (TEXTS.has(left.type)) {
    return operator === "like"
      ? sql`(${left.sql} like ${text}::text escape '')`
      : sql`(${left.sql} ${SYMBOLS[operator]} ${text}::text)`;
  }
  if (operator === "like") throw cannotCompare(left, operator);
  if (NUMBERS.has(left.type)) {
    if (!/^[+-]?\d{1,40}(\.\d{1,40})?$/.test(text)) throw wrongValue(left, text);
    return sql`(${left.sql} ${SYMBOLS[operator]} ${text}::numeric)`;
  }
  if (left.type === "date" || left.type === "timestamp") {
    return inTime(left, operator, text, clock);
  }
  if (operator !== "=" && operator !== "!=") throw cannotCompare(left, operator);
  if (left.type === "id") {
    // What is no id is found nowhere.
    return sql`(${left.sql} ${SYMBOLS[operator]} ${idOf(text) ?? NO_ID}::uuid)`;
  }
  if (!/^(true|false)$/i.test(text)) throw wrongValue(left, text);
  return sql`(${left.sql} ${SYMBOLS[operator]} ${text.toLowerCase()}::boolean)`;
}

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** A day means all of it: `> '2011-02-01'` begins on the next one. */
function inTime(left: Comparable, operator: ZoqlOperator, text: string, clock: Clock): Condition {
  const operand = timeOperand(text, clock);
  if (operand === undefined) throw wrongValue(left, text);
  if (left.type === "date") {
    return sql`(${left.sql} ${SYMBOLS[operator]} ${dayOf(operand, clock.timeZone)}::date)`;
  }
  if (operand.type === "moment") {
    // Callers see seconds, so that is what can be equal.
    const isWhole = operator === "=" || operator === "!=";
    const at = isWhole
      ? operand.at.round({ smallestUnit: "second", roundingMode: "floor" })
      : operand.at;
    const value = isWhole ? sql`date_trunc('second', ${left.sql})` : left.sql;
    return sql`(${value} ${SYMBOLS[operator]} ${at.toString()}::timestamptz)`;
  }
  const { start, end } = momentsOf(operand);
  const [from, to] = [sql`${start.toString()}::timestamptz`, sql`${end.toString()}::timestamptz`];
  switch (operator) {
    case "=":
      return sql`(${left.sql} >= ${from} and ${left.sql} < ${to})`;
    case "!=":
      return sql`(${left.sql} < ${from} or ${left.sql} >= ${to})`;
    case "<":
    case ">=":
      return sql`(${left.sql} ${SYMBOLS[operator]} ${from})`;
    case ">":
      return sql`(${left.sql} >= ${to})`;
    case "<=":
      return sql`(${left.sql} < ${to})`;
    case "like":
      throw cannotCompare(left, operator);
  }
}

function betweenFields(
  left: Comparable,
  operator: ZoqlOperator,
  right: Comparable,
  { timeZone }: Clock,
): Condition {
  const kinds = [kindOf(left), kindOf(right)];
  const isOfTime = kinds.includes("date") && kinds.includes("timestamp");
  const isOfText = kinds.includes("text") && kinds.includes("date");
  if (operator === "like" || (kinds[0] !== kinds[1] && !isOfTime && !isOfText)) {
    const message = `Cannot compare the ${left.name} field with ${right.name}`;
    throw new BillingError("INVALID_FIELD", { message });
  }
  const isOrdered = operator !== "=" && operator !== "!=";
  if (isOrdered && (kinds[0] === "id" || kinds[0] === "boolean"))
    throw cannotCompare(left, operator);
  // A moment is compared with a day as the day that it is in; a custom field that is a day is a text.
  const value = ({ sql: field, type }: Comparable) => {
    if (isOfTime && type === "timestamp") return sql`(${field} at time zone ${timeZone})::date`;
    return isOfText ? sql`${field}::text` : field;
  };
  return sql`(${value(left)} ${SYMBOLS[operator]} ${value(right)})`;
}

function kindOf({ type }: Comparable): string {
  if (TEXTS.has(type)) return "text";
  return NUMBERS.has(type) ? "decimal" : type;
}

const cannotCompare = ({ name }: Comparable, operator: string): BillingError =>
  new BillingError("INVALID_FIELD", {
    message: `Cannot compare the ${name} field with ${operator}`,
  });

const wrongValue = ({ name }: Comparable, text: string): BillingError =>
  new BillingError("INVALID_VALUE", {
    field: name,
    message: `invalid value for field ${name}: ${text}`,
  });
