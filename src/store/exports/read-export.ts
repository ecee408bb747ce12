/** Reads what exports ask for, all of one moment and never more of it than a batch. */

import { cancelBackend } from "../cancel-backend.ts";
import { type Database, inTransaction, sql, type Transaction } from "../database.ts";
import type { CompiledExport } from "./compile-export.ts";

const ROWS_AT_ONCE = 500;

/** A sort takes this much memory, and then the disk. */
const SETTINGS = [
  ["statement_timeout", "15min"],
  ["work_mem", "16MB"],
  // A cursor is read to its end.
  ["cursor_tuple_fraction", "1"],
  ["max_parallel_workers_per_gather", "0"],
  ["jit", "off"],
] as const;

/**
 * One transaction that sees one moment, in which `work` reads.
 *
 * @param signal  breaks off what PostgreSQL is at
 */
export const inExport = <Result>(
  database: Database,
  entityId: string,
  signal: AbortSignal,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> =>
  inTransaction(
    database,
    entityId,
    async (tx) => {
      signal.throwIfAborted();
      const settings = SETTINGS.map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
      const { rows } = await sql<{ pid: number }>`
        select pg_backend_pid() as pid, ${sql.join(settings)}
      `.execute(tx);
      const pid = rows[0]?.pid ?? 0;
      const breakOff = () => void cancelBackend(database, pid).catch(() => undefined);
      signal.addEventListener("abort", breakOff);
      try {
        return await work(tx);
      } finally {
        signal.removeEventListener("abort", breakOff);
      }
    },
    { isSnapshot: true },
  );

/** Batch by batch; nothing for a query that finds nothing. */
export async function* exportRows(
  tx: Transaction,
  { query }: CompiledExport,
  signal: AbortSignal,
): AsyncGenerator<readonly Record<string, unknown>[]> {
  await sql`declare exported no scroll cursor for ${query}`.execute(tx);
  for (let count = ROWS_AT_ONCE; count === ROWS_AT_ONCE; ) {
    signal.throwIfAborted();
    const { rows } = await sql<Record<string, unknown>>`
      fetch ${sql.raw(String(ROWS_AT_ONCE))} from exported
    `.execute(tx);
    count = rows.length;
    if (count > 0) yield rows;
  }
  await sql`close exported`.execute(tx);
}
