import { BillingError } from "#engine/errors.ts";
import type { Zoql, ZoqlCondition, ZoqlOperator, ZoqlValue } from "#engine/zoql/zoql.ts";
import type { CustomField, Field } from "#store/object-query/query-object.ts";
import type { Comparison } from "#store/object-query/zoql-conditions.ts";
import { type ZoqlObject, zoqlField } from "#store/object-query/zoql-objects.ts";
import { operandOf } from "../object-query/operands.ts";

/**
 * The conditions of a query over the fields that it names.
 *
 * Errors: INVALID_FIELD; INVALID_VALUE for a value that the field cannot have.
 */
export function toComparisons(
  object: ZoqlObject,
  { where }: Pick<Zoql, "where">,
  timeZone: string,
): Comparison[][] {
  const { only } = object;
  const any = where.map((all) => all.map((one) => toComparison(object, one, timeZone)));
  if (!only) return any;
  return any.length === 0 ? [[only]] : any.map((all) => [only, ...all]);
}

function toComparison(
  object: ZoqlObject,
  { field: given, operator, value }: ZoqlCondition,
  timeZone: string,
): Comparison {
  const { field, name } = zoqlField(object, given);
  if ("compute" in field) refuse(`Cannot use the ${name} field in the where clause`);
  if (!isComparable(field, operator)) refuse(`Cannot compare the ${name} field with ${operator}`);
  if (value.type === "null") return { field, operator, operand: null };
  const operand = operandFor(field, textOf(value), timeZone);
  if (operand !== undefined) return { field, operator, operand };
  const message = `invalid value for field ${object.name}.${name}: ${textOf(value)}`;
  throw new BillingError("INVALID_VALUE", { field: name, message });
}

function refuse(message: string): never {
  throw new BillingError("INVALID_FIELD", { message });
}

const TEXTS = new Set(["text", "number", "literal", "custom"]);
const IN_ORDER = new Set([...TEXTS, "date", "timestamp", "decimal", "integer"]);

function isComparable({ type }: Field | CustomField, operator: ZoqlOperator): boolean {
  if (operator === "=" || operator === "!=") return true;
  return operator === "like" ? TEXTS.has(type) : IN_ORDER.has(type);
}

function textOf(value: Exclude<ZoqlValue, { type: "null" }>): string {
  return value.type === "boolean" ? String(value.is) : value.text;
}

/** No object has this id: what is no id is found nowhere. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** Clients give a day as a moment too: "2024-05-01T00:00:00". */
const MOMENT = /^(\d{4}-\d{2}-\d{2})T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?$/i;

function operandFor(
  field: Field | CustomField,
  text: string,
  timeZone: string,
): string | undefined {
  if (TEXTS.has(field.type)) return text;
  const written = field.type === "date" ? text.replace(MOMENT, "$1") : text;
  const operand = operandOf(field, written, timeZone);
  return operand === null ? NO_ID : operand;
}
