/** Objects by one of their dates and a condition: what scheduled events tell of. */
import { type RawBuilder, sql } from "kysely";
import type { Condition } from "#engine/conditions/condition.ts";
import type { Days } from "../dated-events/watch.ts";
import { CONDITION_OBJECTS, type ConditionObject, conditionField } from "./condition-objects.ts";
import { conditionSql } from "./condition-sql.ts";
import { JoinedObjects, type Parameters } from "./joined-objects.ts";
import { refused } from "./operands.ts";
import { accountOf } from "./trigger-statements.ts";

export type DatedObjects = {
  readonly apiObject: ConditionObject;
  /** "TermEndDate" */
  readonly apiField: string;
  /** From the date to the telling; below zero before it. */
  readonly offset: number;
  readonly condition: Condition | null;
  readonly parameters: Parameters;
};

/**
 * Those of which the turn is on these days, with `day`, the day on which it is.
 *
 * Errors: INVALID_VALUE for a field that is no date, and a condition that cannot be asked of the object.
 */
export function datedObjects(
  { apiObject, apiField, offset, condition, parameters }: DatedObjects,
  { after, through }: Days,
): RawBuilder<unknown> {
  const object = CONDITION_OBJECTS[apiObject];
  const date = dateField(apiObject, apiField);
  const joined = new JoinedObjects(apiObject, parameters);
  const holds = condition === null ? sql`true` : conditionSql(condition, joined.resolve);
  const [number = "null"] = object.numbers;
  return sql`
    select given.account_id, given.object_id, given.object_number, null::numeric as amount,
      null::text as currency, given.day
    from (
      select (${sql.raw(accountOf(object))})::uuid as account_id, ${sql.raw(object.id)} as object_id,
        (${sql.raw(number)})::text as object_number, (${date} + ${offset}::integer) as day,
        null::text as context
      from ${sql.raw(object.from)}
      where ${date} > ${after}::date - ${offset}::integer
      and ${date} <= ${through}::date - ${offset}::integer
    ) given ${joined.joins} where ${holds}`;
}

/** Documented as dates, and kept as texts. */
const TEXTS = new Set(["TaxExemptEffectiveDate", "TaxExemptExpirationDate"]);

/**
 * A field as the day that it says, in the entity's time zone.
 *
 * Errors: INVALID_VALUE for one that the object has not, or that is no date.
 */
export function dateField(apiObject: ConditionObject, apiField: string): RawBuilder<unknown> {
  const { kind, sql: field } = conditionField(CONDITION_OBJECTS[apiObject], apiObject, apiField);
  switch (kind) {
    case "date":
      return field;
    case "timestamp":
      return sql`local_date(${field})`;
    case "custom":
      return sql`day_or_null(${field})`;
    case "text":
      if (TEXTS.has(apiField)) return sql`day_or_null(${field})`;
  }
  throw refused(`is about '${apiObject}.${apiField}', which is no date`);
}
