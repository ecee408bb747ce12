/** Conditions of ZOQL as SQL. Other than filters of Object Query they regard the case of a text. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { ZoqlOperator } from "#engine/zoql/zoql.ts";
import { castOf, expressionOf } from "./conditions.ts";
import type { CustomField, Field } from "./query-object.ts";

export type Comparison = {
  readonly field: Field | CustomField;
  readonly operator: ZoqlOperator;
  /** In the form that PostgreSQL reads for the field's type; null is the literal `null`. */
  readonly operand: string | null;
};

type Condition = RawBuilder<SqlBool>;

/** Any of these, of each all. A field without a value is found by `= null` alone. */
export function anyOf(where: readonly (readonly Comparison[])[]): Condition | undefined {
  if (where.length === 0) return undefined;
  const any = where.map((all) => sql`(${sql.join(all.map(comparisonOf), sql` and `)})`);
  return sql`(${sql.join(any, sql` or `)})`;
}

function comparisonOf({ field, operator, operand }: Comparison): Condition {
  const value = asRead(field);
  if (operand === null) {
    return operator === "=" ? sql`${value} is null` : sql`${value} is not null`;
  }
  // What stands before a % is looked for as it is written: there is no way to escape it.
  if (operator === "like") return sql`${value} like ${operand} escape ''`;
  const isWhole = operator === "=" || operator === "!=";
  // Callers see seconds, so that is what can be equal.
  const left = field.type === "timestamp" && isWhole ? sql`date_trunc('second', ${value})` : value;
  return sql`${left} ${sql.raw(SYMBOLS[operator])} ${operand}::${castOf(field)}`;
}

const SYMBOLS = { "=": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">=" } as const;

/** A literal as callers read it. */
function asRead(field: Field | CustomField): RawBuilder<unknown> {
  const expression = expressionOf(field);
  if (field.type !== "literal" || !field.spelling) return expression;
  const cases = Object.entries(field.spelling).map(
    ([stored, wire]) => sql`when ${stored}::text then ${wire}::text`,
  );
  return cases.length === 0
    ? expression
    : sql`(case ${expression}::text ${sql.join(cases, sql` `)} else ${expression}::text end)`;
}
