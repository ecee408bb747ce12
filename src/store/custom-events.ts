import { sql, type Transaction } from "./database.ts";

/** Whether the entity has an event of its own by this name: of a trigger. */
export async function isCustomEvent(tx: Transaction, name: string): Promise<boolean> {
  const { rows } = await sql`
    select from event_triggers where event_type = ${name}
  `.execute(tx);
  return rows.length > 0;
}
