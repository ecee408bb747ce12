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

/**
 * The numbers of charges, by the keys that are ids of theirs in whichever version. What is not the id
 * of a charge is left out.
 */
export async function findChargeNumbers(
  tx: Transaction,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<{ charge_id: string; charge_number: string }>`
    select charge_id, charge_number from rate_plan_charges
    where charge_id = any (${ids}::uuid[])
  `.execute(tx);
  const numbers = new Map(rows.map((row) => [row.charge_id, row.charge_number]));
  return new Map(
    keys.flatMap((key) => {
      const number = numbers.get(idOf(key) ?? "");
      return number === undefined ? [] : [[key, number]];
    }),
  );
}
