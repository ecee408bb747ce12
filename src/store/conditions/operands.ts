/** Parts of conditions as SQL with their kinds. Values are bound as text, with their types beside them. */
import { type RawBuilder, sql } from "kysely";
import type { ConditionValue } from "#engine/conditions/condition.ts";
import { BillingError } from "#engine/errors.ts";
import { type Decimal, formatDecimal } from "#engine/values/decimal.ts";

export type Kind =
  | "text"
  | "number"
  | "boolean"
  | "date"
  | "timestamp"
  /** A tenant's own field: text, compared as what it is compared with. */
  | "custom"
  | "null";

export type Operand = {
  readonly kind: Kind;
  readonly sql: RawBuilder<unknown>;
  /** As the caller has written it, where it is a value. */
  readonly value?: ConditionValue;
};

export const refused = (message: string): BillingError =>
  new BillingError("INVALID_VALUE", { message: `The condition ${message}.` });

export function operandOf(value: ConditionValue): Operand {
  if (value === null) return { kind: "null", sql: sql`null::text`, value };
  if (typeof value === "string") return { kind: "text", sql: sql`${value}::text`, value };
  if (typeof value === "boolean") {
    return { kind: "boolean", sql: sql`${String(value)}::boolean`, value };
  }
  return { kind: "number", sql: numeric(value), value };
}

const numeric = (value: Decimal): RawBuilder<unknown> => sql`${formatDecimal(value, 0)}::numeric`;

/**
 * Both as one kind, in which they can be compared.
 *
 * Errors: INVALID_VALUE for what cannot be compared.
 */
export function alike(left: Operand, right: Operand): readonly [Operand, Operand] {
  const kind = kindOfBoth(left, right);
  return [as(kind, left), as(kind, right)];
}

function kindOfBoth(left: Operand, right: Operand): Kind {
  if (left.kind === right.kind) return left.kind === "custom" ? "text" : left.kind;
  if (left.kind === "null") return right.kind;
  if (right.kind === "null") return left.kind;
  if (left.kind === "custom") return right.kind;
  if (right.kind === "custom") return left.kind;
  // A text that is written there is read as what it is compared with.
  if (typeof right.value === "string") return left.kind;
  if (typeof left.value === "string") return right.kind;
  const pair = [left.kind, right.kind];
  if (pair.includes("date") && pair.includes("timestamp")) {
    throw refused("compares a day with a moment: use toLocalDate() of the moment");
  }
  throw refused(`compares a ${left.kind} with a ${right.kind}`);
}

/** Errors: INVALID_VALUE for a text that is none of the kind. */
export function as(kind: Kind, operand: Operand): Operand {
  if (operand.kind === kind || kind === "null") return operand;
  if (operand.kind === "null") return { kind, sql: sql`null::${sql.raw(TYPES[kind])}` };
  if (typeof operand.value === "string") return literal(kind, operand.value);
  if (operand.kind !== "custom") throw refused(`has a ${operand.kind} where a ${kind} should be`);
  return { kind, sql: fromCustom(kind, operand.sql) };
}

function literal(kind: Kind, text: string): Operand {
  const isOne = LITERALS[kind]?.(text) ?? true;
  if (!isOne) throw refused(`has '${text}' where a ${kind} should be`);
  return { kind, sql: sql`${text}::${sql.raw(TYPES[kind])}`, value: text };
}

const TYPES: Readonly<Record<Kind, string>> = {
  text: "text",
  custom: "text",
  null: "text",
  number: "numeric",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamptz",
};

function isTime(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const LITERALS: Partial<Readonly<Record<Kind, (text: string) => boolean>>> = {
  number: (text) => /^-?\d{1,30}(\.\d{1,30})?$/.test(text),
  boolean: (text) => text === "true" || text === "false",
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isTime(() => Temporal.PlainDate.from(text)),
  timestamp: (text) => isTime(() => Temporal.Instant.from(text)),
};

/** Null for what is none: what a tenant's own field holds is not checked when it is written. */
function fromCustom(kind: Kind, custom: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (kind) {
    case "number":
      return sql`number_or_null(${custom})`;
    case "date":
      return sql`day_or_null(${custom})`;
    case "timestamp":
      return sql`moment_or_null(${custom})`;
    case "boolean":
      return sql`case ${custom} when 'true' then true when 'false' then false end`;
    case "text":
    case "custom":
    case "null":
      return custom;
  }
}
