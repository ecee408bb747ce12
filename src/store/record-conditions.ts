/** Questions to records of custom objects as SQL. Names and values are bound. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { CustomObject } from "#engine/custom-objects/custom-object.ts";
import type { RangeOperator, RecordQuery } from "#engine/custom-objects/parse-record-query.ts";
import { BillingError } from "#engine/errors.ts";

type Condition = RawBuilder<SqlBool>;

/** Errors: INVALID_FIELD for a field that is not filterable; INVALID_VALUE. */
export function recordCondition(object: CustomObject, query: RecordQuery): Condition {
  switch (query.type) {
    case "and":
    case "or": {
      const parts = query.parts.map((part) => recordCondition(object, part));
      return sql`(${sql.join(parts, sql.raw(` ${query.type} `))})`;
    }
    case "not":
      // What has no value is not equal to any.
      return sql`(${recordCondition(object, query.part)}) is not true`;
    case "exists":
      return sql`${fieldOf(object, query.field).text} is not null`;
    case "compare":
      return comparison(object, query);
  }
}

type Kind = "text" | "number" | "boolean" | "moment";
type Field = { readonly text: RawBuilder<unknown>; readonly kind: Kind };

const SYSTEM: Readonly<Record<string, Field>> = {
  Id: { text: sql`t.record_id::text`, kind: "text" },
  CreatedDate: { text: sql`t.created_at::text`, kind: "moment" },
  UpdatedDate: { text: sql`t.updated_at::text`, kind: "moment" },
};

function fieldOf({ object, fields }: CustomObject, name: string): Field {
  const system = SYSTEM[name];
  if (system) return system;
  const field = fields.find((each) => each.name === name);
  if (!field?.isFilterable) {
    const message = `'${name}' is no filterable field of ${object}`;
    throw new BillingError("INVALID_FIELD", { message });
  }
  const { type, format } = field.definition;
  const text = sql`(t.fields ->> ${name})`;
  if (format === "date" || format === "date-time") return { text, kind: "moment" };
  if (type === "integer" || type === "number") return { text, kind: "number" };
  return { text, kind: type === "boolean" ? "boolean" : "text" };
}

type Comparison = Extract<RecordQuery, { type: "compare" }>;

function comparison(object: CustomObject, { field: name, operator, value }: Comparison): Condition {
  const field = fieldOf(object, name);
  const symbol = sql.raw(operator);
  switch (field.kind) {
    case "number":
      if (!NUMBER.test(value)) throw wrong(name, value);
      return sql`${cast(field, "numeric")} ${symbol} ${value}::numeric`;
    case "moment":
      return momentComparison(field, name, operator, value);
    case "text":
    case "boolean":
      if (operator !== "=") {
        throw new BillingError("INVALID_VALUE", {
          message: `'${name}' cannot be compared with ${operator}`,
        });
      }
      return name === "Id"
        ? sql`replace(${field.text}, '-', '') = ${value.replaceAll("-", "").toLowerCase()}`
        : sql`${field.text} = ${value}`;
  }
}

const NUMBER = /^[+-]?\d{1,20}(\.\d{1,20})?$/;

/** What was written before the field had its type has no value of it. */
const cast = ({ text }: Field, type: "numeric" | "timestamptz") =>
  sql`(case when pg_input_is_valid(${text}, ${sql.lit(type)})
    then ${text}::${sql.raw(type)} end)`;

const DAY = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const EPOCH = /^\d{1,15}$/;

/**
 * A day is compared by days: a moment of the same day is equal to it. A year and a month are their first
 * day; a number that is no year is milliseconds since 1970.
 */
function momentComparison(
  field: Field,
  name: string,
  operator: "=" | RangeOperator,
  value: string,
): Condition {
  const moment = cast(field, "timestamptz");
  const symbol = sql.raw(operator);
  if (DAY.test(value)) {
    const day = value.padEnd(10, "-01").slice(0, 10);
    if (!isInstant(`${day}T00:00:00Z`)) throw wrong(name, value);
    return sql`(${moment})::date ${symbol} ${day}::date`;
  }
  if (EPOCH.test(value)) return sql`${moment} ${symbol} to_timestamp(${value}::numeric / 1000)`;
  if (!isInstant(value)) throw wrong(name, value);
  return sql`${moment} ${symbol} ${value}::timestamptz`;
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return text >= "0001";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

const wrong = (name: string, value: string) =>
  new BillingError("INVALID_VALUE", { message: `'${name}' cannot be compared with '${value}'` });
