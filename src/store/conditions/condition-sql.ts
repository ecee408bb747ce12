/** Conditions as SQL: values are bound, identifiers come from the tables of Object Query. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Arithmetic, Comparison, Condition } from "#engine/conditions/condition.ts";
import { alike, as, type Operand, operandOf, refused } from "./operands.ts";

/** What the names of a path stand for. Errors: INVALID_VALUE for what they do not. */
export type Resolve = (names: readonly string[]) => Operand;

/**
 * Never null: what has no value is equal to nothing but null, and neither less nor greater than
 * anything.
 *
 * Errors: INVALID_VALUE for a condition that is no yes or no, names what is not there, or compares what
 * cannot be compared.
 */
export function conditionSql(condition: Condition, resolve: Resolve): RawBuilder<SqlBool> {
  switch (condition.type) {
    case "and":
    case "or": {
      const parts = condition.of.map((part) => conditionSql(part, resolve));
      return sql`(${sql.join(parts, condition.type === "and" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      return sql`not ${conditionSql(condition.of, resolve)}`;
    case "compare":
      return comparison(condition, resolve);
    case "value":
    case "path":
    case "call":
    case "list":
    case "reckon": {
      const operand = operandSql(condition, resolve);
      if (operand.kind !== "boolean" && operand.kind !== "custom") {
        throw refused("has a part that is no yes or no: compare it with something");
      }
      return sql`coalesce(${as("boolean", operand).sql}, false)`;
    }
  }
}

function operandSql(condition: Condition, resolve: Resolve): Operand {
  switch (condition.type) {
    case "value":
      return operandOf(condition.value);
    case "path":
      return resolve(condition.names);
    case "call":
      return called(condition.name, operandSql(condition.of, resolve));
    case "reckon": {
      const left = as("number", operandSql(condition.left, resolve));
      const right = as("number", operandSql(condition.right, resolve));
      return { kind: "number", sql: reckoned(condition.operator, left, right) };
    }
    case "list":
      throw refused("has a list where a value should be");
    case "and":
    case "or":
    case "not":
    case "compare":
      return { kind: "boolean", sql: conditionSql(condition, resolve) };
  }
}

function called(name: "size" | "empty" | "toLocalDate", of: Operand): Operand {
  switch (name) {
    case "size":
      return { kind: "number", sql: sql`coalesce(char_length(${as("text", of).sql}), 0)::numeric` };
    case "empty":
      return {
        kind: "boolean",
        sql:
          of.kind === "text" || of.kind === "custom"
            ? sql`coalesce(${of.sql} = '', true)`
            : sql`(${of.sql}) is null`,
      };
    case "toLocalDate":
      return { kind: "date", sql: sql`local_date(${as("timestamp", of).sql})` };
  }
}

/** Dividing by nothing gives nothing. */
function reckoned(operator: Arithmetic, left: Operand, right: Operand): RawBuilder<unknown> {
  switch (operator) {
    case "+":
      return sql`(${left.sql} + ${right.sql})`;
    case "-":
      return sql`(${left.sql} - ${right.sql})`;
    case "*":
      return sql`(${left.sql} * ${right.sql})`;
    case "/":
      return sql`(${left.sql} / nullif(${right.sql}, 0))`;
    case "%":
      return sql`(${left.sql} % nullif(${right.sql}, 0))`;
  }
}

function comparison(
  { operator, left, right }: Condition & { readonly type: "compare" },
  resolve: Resolve,
): RawBuilder<SqlBool> {
  const first = operandSql(left, resolve);
  if (right.type === "list") return oneOf(operator, first, right.values.map(operandOf));
  const [one, other] = alike(first, operandSql(right, resolve));
  return compared(operator, one, other);
}

function oneOf(
  operator: Comparison,
  first: Operand,
  values: readonly Operand[],
): RawBuilder<SqlBool> {
  const equals = values.map((value) => {
    const [one, other] = alike(first, value);
    return compared("==", one, other);
  });
  const isIn: RawBuilder<SqlBool> =
    equals.length === 0 ? sql`false` : sql`(${sql.join(equals, sql` or `)})`;
  return operator === "=~" ? isIn : sql`not ${isIn}`;
}

function compared(operator: Comparison, one: Operand, other: Operand): RawBuilder<SqlBool> {
  switch (operator) {
    case "==":
      return sql`(${one.sql} is not distinct from ${other.sql})`;
    case "!=":
      return sql`(${one.sql} is distinct from ${other.sql})`;
    case "<":
      return ordered(one, sql`<`, other);
    case ">":
      return ordered(one, sql`>`, other);
    case "<=":
      return ordered(one, sql`<=`, other);
    case ">=":
      return ordered(one, sql`>=`, other);
    case "=^":
      return startsWith(one, other);
    case "!^":
      return sql`not ${startsWith(one, other)}`;
    case "=$":
      return endsWith(one, other);
    case "!$":
      return sql`not ${endsWith(one, other)}`;
    case "=~":
    case "!~":
      throw refused(`has '${operator}' without a list`);
  }
}

/** Texts as their signs follow each other, whatever the database's language. */
function ordered(one: Operand, sign: RawBuilder<unknown>, other: Operand): RawBuilder<SqlBool> {
  if (one.kind === "boolean") throw refused("compares which yes or no is greater");
  const collation = one.kind === "text" ? sql` collate "C"` : sql``;
  return sql`coalesce(${one.sql}${collation} ${sign} ${other.sql}, false)`;
}

const startsWith = (one: Operand, other: Operand): RawBuilder<SqlBool> =>
  sql`coalesce(starts_with(${as("text", one).sql}, ${as("text", other).sql}), false)`;

const endsWith = (one: Operand, other: Operand): RawBuilder<SqlBool> =>
  sql`coalesce(right(${as("text", one).sql}, char_length(${other.sql})) = ${other.sql}, false)`;
