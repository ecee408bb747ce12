import { sql, type Transaction } from "../database.ts";
import type { QueryObject } from "./query-object.ts";

/** Enough to have met every field, and few enough not to read a table of millions. */
const LOOKED_AT = 10_000;

/**
 * The names of an object's custom fields, in alphabetical order, as 10,000 objects that have any say
 * them: nobody has to define a field before it is written.
 */
export async function listCustomFieldsInUse(
  tx: Transaction,
  { from, customFields }: QueryObject,
): Promise<string[]> {
  if (customFields === undefined) return [];
  const column = sql.raw(customFields);
  const { rows } = await sql<{ name: string }>`
    select distinct name from (
      select ${column} as fields from ${sql.raw(from)} where ${column} <> '{}' limit ${LOOKED_AT}
    ) used, jsonb_object_keys(used.fields) as name
    order by name
  `.execute(tx);
  return rows.map(({ name }) => name);
}
