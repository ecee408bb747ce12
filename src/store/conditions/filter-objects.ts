import type { Condition } from "#engine/conditions/condition.ts";
import { sql, type Transaction } from "../database.ts";
import type { ConditionObject } from "./condition-objects.ts";
import { conditionSql } from "./condition-sql.ts";
import { JoinedObjects, type Parameters } from "./joined-objects.ts";

/** An object that something was told of. */
export type Candidate = {
  readonly objectId: string;
  /** The field's word for how: "via API"; `Event.Context` in conditions. */
  readonly context: string | null;
};

/**
 * Which of these objects meet a condition as they are now, one yes or no for each. What is not there any
 * more meets none.
 *
 * Errors: INVALID_VALUE for a condition that names what is not there.
 */
export async function meeting(
  tx: Transaction,
  name: ConditionObject,
  { condition, parameters }: { readonly condition: Condition; readonly parameters: Parameters },
  candidates: readonly Candidate[],
): Promise<boolean[]> {
  const joined = new JoinedObjects(name, parameters);
  const holds = conditionSql(condition, joined.resolve);
  const { rows } = await sql<{ place: number }>`
    select given.place from unnest(${candidates.map(({ objectId }) => objectId)}::uuid[],
      ${candidates.map(({ context }) => context)}::text[])
      with ordinality given (object_id, context, place)
    ${joined.joins} where ${holds}
  `.execute(tx);
  const met = new Set(rows.map((row) => Number(row.place)));
  return candidates.map((_, index) => met.has(index + 1));
}

/** Errors: INVALID_VALUE for a condition that cannot be asked of the object. */
export function checkCondition(
  name: ConditionObject,
  condition: Condition,
  parameters: Parameters,
): void {
  conditionSql(condition, new JoinedObjects(name, parameters).resolve);
}
