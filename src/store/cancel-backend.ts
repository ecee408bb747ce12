import { type Database, sql } from "./database.ts";

/**
 * Breaks off what another connection of the server is at. Only whom the connections belong to may; the
 * role that the server acts as may not.
 */
export async function cancelBackend(database: Database, pid: number): Promise<void> {
  await database.kysely.connection().execute(async (tx) => {
    await sql.raw("begin; set local role none").execute(tx);
    await sql`select pg_cancel_backend(${pid}::integer)`.execute(tx).catch(() => undefined);
    await sql`rollback`.execute(tx);
  });
}
