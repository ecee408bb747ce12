/** Filters and pages of Object Query as SQL. Identifiers come from the tables, values are bound. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { CustomField, Field, FieldType } from "./query-object.ts";

export type Operator = "EQ" | "NE" | "LT" | "GT" | "GE" | "LE" | "SW" | "IN";

export type Filter = {
  readonly field: Field | CustomField;
  readonly operator: Operator;
  /**
   * One, or for IN any number; in the form that PostgreSQL reads for the field's type. Null is the
   * literal `null`, for EQ and NE only.
   */
  readonly operands: readonly string[] | null;
};

type Condition = RawBuilder<SqlBool>;

export const expressionOf = (field: Field | CustomField): RawBuilder<unknown> =>
  field.type === "custom"
    ? sql`(select c.value from jsonb_each_text(${sql.raw(field.sql)}) c
        where lower(c.key) = lower(${field.name}) limit 1)`
    : sql.raw(field.sql);

export function conditionOf({ field, operator, operands }: Filter): Condition {
  const expression = expressionOf(field);
  if (operands === null) {
    return operator === "NE" ? sql`${expression} is not null` : sql`${expression} is null`;
  }
  switch (operator) {
    case "EQ":
    case "IN":
      return equalsAny(field, operands);
    case "NE":
      // What has no value does not match either.
      return sql`(${equalsAny(field, operands)}) is not true`;
    case "SW":
      return startsWith(field, operands[0] ?? "");
    case "LT":
    case "GT":
    case "GE":
    case "LE":
      return compare(field, COMPARISONS[operator], operands[0] ?? "");
  }
}

const COMPARISONS = { LT: sql`<`, GT: sql`>`, GE: sql`>=`, LE: sql`<=` } as const;

function equalsAny(field: Field | CustomField, operands: readonly string[]): Condition {
  const expression = expressionOf(field);
  switch (field.type) {
    case "text":
    case "custom":
      return sql`lower(${expression}) = any (select lower(o) from unnest(${operands}::text[]) o)`;
    case "number":
      return sql`${expression} = any (${operands.flatMap(inEveryCase)}::text[])`;
    case "literal":
      return sql`${expression} = any (${operands.flatMap((text) => storedAs(field, text))}::text[])`;
    case "timestamp":
      // Callers see seconds, so that is what they can ask for.
      return sql`date_trunc('second', ${expression}) = any (${operands}::timestamptz[])`;
    case "id":
    case "date":
    case "decimal":
    case "integer":
    case "boolean":
      return sql`${expression} = any (${operands}::${castOf(field)}[])`;
  }
}

/** Business numbers are made in one case and indexed as they are. */
const inEveryCase = (text: string): string[] => [text, text.toUpperCase(), text.toLowerCase()];

/** The stored texts that the wire spells `text`, in whatever case; itself where it is spelled so. */
function storedAs({ spelling = {} }: Field, text: string): string[] {
  const wanted = text.toLowerCase();
  const stored = Object.entries(spelling).filter(([, wire]) => wire.toLowerCase() === wanted);
  return [text, ...stored.map(([name]) => name)];
}

function startsWith(field: Field | CustomField, prefix: string): Condition {
  const expression = expressionOf(field);
  if (field.type !== "literal") return sql`starts_with(lower(${expression}), lower(${prefix}))`;
  const stored = Object.entries(field.spelling ?? {})
    .filter(([, wire]) => wire.toLowerCase().startsWith(prefix.toLowerCase()))
    .map(([name]) => name);
  return sql`${expression} = any (${stored}::text[])`;
}

function compare(
  field: Field | CustomField,
  comparison: RawBuilder<unknown>,
  operand: string,
): Condition {
  const expression = expressionOf(field);
  return field.type === "text" || field.type === "custom"
    ? sql`lower(${expression}) ${comparison} lower(${operand})`
    : sql`${expression} ${comparison} ${operand}::${castOf(field)}`;
}

const CASTS: Readonly<Record<FieldType | "custom", string>> = {
  text: "text",
  number: "text",
  literal: "text",
  custom: "text",
  id: "uuid",
  date: "date",
  timestamp: "timestamptz",
  decimal: "numeric",
  integer: "numeric",
  boolean: "boolean",
};

export const castOf = (field: Field | CustomField): RawBuilder<unknown> =>
  sql.raw(CASTS[field.type]);

export type Sort = { readonly field: Field; readonly order: "ASC" | "DESC" };

/** The last row of a page: what it was sorted by, as PostgreSQL writes it, and its id. */
export type Position = { readonly value: string | null; readonly id: string };

/** Ties are broken by id in the same direction; nulls are the greatest, as PostgreSQL has it. */
export function orderBy({ field, order }: Sort, id: string): RawBuilder<unknown> {
  const direction = sql.raw(order);
  return sql`order by ${expressionOf(field)} ${direction}, ${sql.raw(id)} ${direction}`;
}

/** Rows that come after `position`. Written so that an index over the field and id serves. */
export function after({ field, order }: Sort, id: string, position: Position): Condition {
  const value = expressionOf(field);
  const beyond = order === "ASC" ? sql`>` : sql`<`;
  const laterId = sql`${sql.raw(id)} ${beyond} ${position.id}::uuid`;
  if (position.value === null) {
    return order === "ASC"
      ? sql`${value} is null and ${laterId}`
      : sql`((${value} is null and ${laterId}) or ${value} is not null)`;
  }
  const last = sql`${position.value}::${castOf(field)}`;
  const rest: Condition = sql`${value} ${beyond}= ${last} and (${value} ${beyond} ${last} or ${laterId})`;
  return order === "ASC" ? sql`((${rest}) or ${value} is null)` : rest;
}
