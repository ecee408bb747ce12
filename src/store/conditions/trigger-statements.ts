/** Conditions of event triggers as statements that PostgreSQL runs where rows change: migration 0570. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { assert } from "#engine/assert.ts";
import type { Condition } from "#engine/conditions/condition.ts";
import { CHANGE_TYPES, type ChangeType, onChange } from "#engine/conditions/on-change.ts";
import type { Transaction } from "../database.ts";
import type { QueryObject } from "../object-query/query-object.ts";
import { CONDITION_OBJECTS, type ConditionObject, Gathered } from "./condition-objects.ts";
import { conditionSql } from "./condition-sql.ts";
import { type Operand, operandOf, refused } from "./operands.ts";

/**
 * Selects account_id, object_id and object_number of the rows that have changed so that the condition
 * holds. `$1` is the array of what it compares with: no value of a caller's is ever part of the text.
 */
export type TriggerStatement = { readonly sql: string; readonly parameters: readonly string[] };

/** Changes that cannot meet the condition have no statement. */
export type TriggerStatements = { readonly [Change in ChangeType]?: TriggerStatement };

/** Errors: INVALID_VALUE for a condition that names what the object has not, or that never holds. */
export function triggerStatements(
  tx: Transaction,
  objectName: ConditionObject,
  condition: Condition,
): TriggerStatements {
  const object: QueryObject = CONDITION_OBJECTS[objectName];
  const statements = CHANGE_TYPES.flatMap((changeType) => {
    const rest = onChange(condition, changeType);
    if (rest.type === "value" && rest.value === false) return [];
    const built = statementOf(object, objectName, rest, changeType);
    return [[changeType, asText(tx, built)] as const];
  });
  if (statements.length === 0) throw refused("never holds");
  return Object.fromEntries(statements);
}

const OLD = "_old";

function statementOf(
  object: QueryObject,
  objectName: ConditionObject,
  condition: Condition,
  changeType: ChangeType,
): RawBuilder<unknown> {
  const now = new Gathered(object, objectName, "now");
  const before = new Gathered(object, objectName, "before");
  const resolve = (names: readonly string[]): Operand => {
    const [root, field, ...further] = names;
    if (names.join(".") === "changeType") return operandOf(changeType);
    if (root !== objectName || field === undefined || further.length > 0) {
      throw refused(`names '${names.join(".")}': only fields of ${objectName} can be named here`);
    }
    const isOld = field.endsWith(OLD);
    return isOld ? before.operand(field.slice(0, -OLD.length)) : now.operand(field);
  };
  const holds = conditionSql(condition, resolve);
  const changed = rowsOf(object, changeType === "DELETE" ? "old_rows" : "new_rows", now.columns);
  return sql`select now.account_id, now.object_id, now.object_number
    from (${changed}) now ${joinedBefore(object, changeType, before.columns)} where ${holds}`;
}

const TABLE = /^\w+ t\b/;

/** Of the catalog, what is deleted or offered to others is left out: a change is one of the table itself. */
export const fromOf = ({ from }: Pick<QueryObject, "from">): string =>
  from.replace(/^\(select \* from (\w+) where deleted_at is null[\s\S]*?\) t\b/, "$1 t");

/** The rows of a change in place of the object's table. */
function rowsOf(
  object: QueryObject,
  rows: "old_rows" | "new_rows",
  columns: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const from = fromOf(object);
  assert(TABLE.test(from), `${object.singular} is read from a table`);
  const [number = "null"] = object.numbers;
  const selected = [
    sql`(${sql.raw(accountOf(object))})::uuid as account_id`,
    sql`${sql.raw(object.id)} as object_id`,
    sql`(${sql.raw(number)})::text as object_number`,
    ...columns,
  ];
  return sql`select ${sql.join(selected)} from ${sql.raw(from.replace(TABLE, `${rows} t`))}`;
}

/** Whose it is; null of what is nobody's. */
export function accountOf({ fields, id, ...object }: QueryObject): string {
  const from = fromOf(object);
  if (fields.accountId?.isHeld) return fields.accountId.sql;
  if (from === "accounts t") return id;
  return NOBODYS.test(from) ? "null" : "t.account_id";
}

const NOBODYS = /^(bill_runs|products|product_\w+) t$/;

function joinedBefore(
  object: QueryObject,
  changeType: ChangeType,
  columns: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  if (columns.length === 0) return sql``;
  const isNew = changeType === "INSERT";
  const before: RawBuilder<unknown> = isNew
    ? sql`select ${sql.join(columns)} from ${sql.raw(object.from)} where false`
    : rowsOf(object, "old_rows", columns);
  const on: RawBuilder<SqlBool> = isNew ? sql`true` : sql`before.object_id = now.object_id`;
  return sql`left join (${before}) before on ${on}`;
}

function asText(tx: Transaction, built: RawBuilder<unknown>): TriggerStatement {
  const { sql: text, parameters } = built.compile(tx);
  const places = text.match(/\$\d+/g) ?? [];
  assert(places.length === parameters.length, "a statement has a place for each value");
  return {
    sql: text.replace(/\$(\d+)/g, "($$1::text[])[$1]"),
    parameters: parameters.map(String),
  };
}
