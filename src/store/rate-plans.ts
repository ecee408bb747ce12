import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/**
 * The original ids of rate plans, by the ids that they have in whichever version. What is not the
 * id of a rate plan is left out.
 */
export async function findOriginalRatePlanIds(
  tx: Transaction,
  ratePlanIds: readonly string[],
): Promise<Map<string, string>> {
  if (ratePlanIds.length === 0) return new Map();
  const ids = ratePlanIds.flatMap((ratePlanId) => idOf(ratePlanId) ?? []);
  const { rows } = await sql<{ rate_plan_id: string; original_rate_plan_id: string }>`
    select rate_plan_id, original_rate_plan_id from rate_plans
    where rate_plan_id = any (${ids}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.rate_plan_id, row.original_rate_plan_id]));
}
