import { sql, type Transaction } from "./database.ts";

/** What the entity's own event of this name is about; undefined where there is none. */
export async function findBaseObject(tx: Transaction, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ base_object: string }>`
    select base_object from event_triggers where event_type = ${name}
    union all select api_object from scheduled_events where name = ${name}
  `.execute(tx);
  return rows[0]?.base_object;
}

/** Whether the entity has an event of its own by this name. */
export const isCustomEvent = async (tx: Transaction, name: string): Promise<boolean> =>
  (await findBaseObject(tx, name)) !== undefined;
