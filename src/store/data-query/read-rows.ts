/** Runs SQL of a caller's as a role that can only read, and only one entity's rows: docs/decisions/0660. */
import pg from "pg";
import { cancelBackend } from "../cancel-backend.ts";
import { arrayOf, type Database } from "../database.ts";
import { QUERY_ROLE, QUERY_SCHEMA } from "./roles.ts";

export type Column = { readonly name: string; readonly typeId: number };

/** As PostgreSQL writes them. */
export type Row = readonly (string | null)[];

export type Batch = { readonly columns: readonly Column[]; readonly rows: readonly Row[] };

const DECLARE = "declare found no scroll cursor for ";
const ROWS_AT_ONCE = 500;

/** Of one batch, so that a query which finds nothing for long ends as well. */
const STATEMENT_TIMEOUT = "15min";

/** Of what a role may not set, and of what it must not have changed before. */
const SETTINGS = [
  ["search_path", `${QUERY_SCHEMA}, pg_catalog`],
  ["statement_timeout", STATEMENT_TIMEOUT],
  ["standard_conforming_strings", "on"],
  ["work_mem", "16MB"],
  ["max_parallel_workers_per_gather", "0"],
  ["jit", "off"],
  ["lock_timeout", "10s"],
  // A cursor is read to its end.
  ["cursor_tuple_fraction", "1"],
  ["plan_cache_mode", "auto"],
] as const;

/**
 * The rows of a query, batch by batch, all of one moment; the first batch has the columns, however few
 * the rows. The transaction is taken back at the end: nothing that it did stays.
 *
 * @param query  what `guardQuery` has let through: one statement that reads
 * @param signal  breaks off what PostgreSQL is at
 * Errors: those of PostgreSQL, pg.DatabaseError; the reason of `signal`.
 */
export async function* readRows(
  database: Database,
  entityId: string,
  query: string,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const client = await database.pool.connect();
  let pid = 0;
  const breakOff = () => void cancelBackend(database, pid).catch(() => undefined);
  let broken: Error | undefined;
  signal.addEventListener("abort", breakOff);
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    pid = rows[0]?.pid ?? 0;
    await beginReading(client, entityId, database.organizationIds);
    await client.query(extended(`${DECLARE}${query}`));
    for (let count = ROWS_AT_ONCE; count === ROWS_AT_ONCE; ) {
      signal.throwIfAborted();
      const fetched = await client.query<(string | null)[]>({
        ...extended(`fetch ${ROWS_AT_ONCE} from found`),
        rowMode: "array",
        types: AS_TEXT,
      });
      count = fetched.rows.length;
      const columns = fetched.fields.map(({ name, dataTypeID: typeId }) => ({ name, typeId }));
      yield { columns, rows: fetched.rows };
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", breakOff);
    // What is late to be cancelled must not hit whoever has the connection next: it is closed then.
    if (signal.aborted) broken = new Error("broken off");
    await client.query("rollback").catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}

async function beginReading(
  client: pg.PoolClient,
  entityId: string,
  organizationIds: readonly string[] | undefined,
): Promise<void> {
  const entity = pg.escapeLiteral(entityId);
  const limits = organizationIds ? pg.escapeLiteral(arrayOf(organizationIds)) : "null";
  const settings = SETTINGS.map(
    ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
  );
  await client.query(`begin isolation level repeatable read;
    insert into data_query_own.readers (backend_pid, entity_id, organization_ids)
    values (pg_backend_pid(), ${entity}, ${limits})`);
  // Of PostgreSQL's superuser, who may not have let us.
  await client.query("savepoint limits");
  await client
    .query("set local temp_file_limit = '2GB'")
    .catch(() => client.query("rollback to savepoint limits"));
  await client.query(`select set_config('quittance.entity_id', ${entity}, true), ${settings.join(", ")};
    set transaction read only; set local role ${QUERY_ROLE}`);
}

/** One statement and no more, which PostgreSQL sees to: a text with several is refused as it is parsed. */
const extended = (text: string) => ({ text, queryMode: "extended" as const });

/** A query, not a number or a Date: what is written to a file is what PostgreSQL says. */
const AS_TEXT = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/** What PostgreSQL says of a query that it cannot run, and where; undefined for any other error. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const { message, hint, position } = error;
  // Counted from the beginning of what is sent, which the caller did not write.
  const at = position === undefined ? "" : ` (at character ${Number(position) - DECLARE.length})`;
  return [`${message}${at}`, hint].filter(Boolean).join(". ");
}
