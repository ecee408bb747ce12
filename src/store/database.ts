/**
 * The only way to PostgreSQL. Every statement runs inside a transaction that has named its entity,
 * so that row-level security shows one tenant and no query needs a tenant filter.
 */

import { type Kysely, Kysely as KyselyClient, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { BillingError } from "#engine/errors.ts";
import { sparePostgres } from "./connection.ts";
import { KEEP_PLANS } from "./kept-plans.ts";
import type { DB } from "./schema.ts";

export { sql };

/** Owns no table: row-level security always applies to it. Created by migrations/0001. */
export const SERVER_ROLE = "quittance_server";

/** May the same, of the rows of some organizations: see docs/decisions/0700. */
const ORGANIZATION_ROLE = "quittance_organization";

export type Database = {
  readonly kysely: Kysely<DB>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
  /** Where it is set, whoever asks for a transaction becomes a part of this one, and commits nothing. */
  readonly transaction?: Transaction;
  /** In whose name its transactions change what they change: see docs/decisions/0610. */
  readonly actor?: Actor;
  /** Its transactions see what is of these organizations, or of none; absent: what is of any. */
  readonly organizationIds?: readonly string[];
};

/** Whom the audit trail names. */
export type Actor = {
  /** 32 hex digits. */
  readonly userId: string;
  /** Of what somebody waits for: only then changes of documents are told one by one. */
  readonly request?: { readonly requestId: string; readonly operation: string };
};

/** The same database, for what is done in somebody's name. */
export const actingAs = (database: Database, actor: Actor): Database => ({ ...database, actor });

/** The same database, of which some organizations are seen; null: all. */
export function limitedTo(database: Database, organizationIds: readonly string[] | null): Database {
  const { organizationIds: _, ...unlimited } = database;
  return organizationIds === null ? unlimited : { ...unlimited, organizationIds };
}

/** Statements of one transaction. Build queries with `sql` or with Kysely's builder. */
export type Transaction = Kysely<DB>;

const OID = { numeric: 1700, date: 1082, int8: 20, uuid: 2950, uuids: 2951 } as const;

/** Amounts and days stay text until the engine's value types read them; ids lose their hyphens. */
const types = new pg.TypeOverrides();
types.setTypeParser(OID.numeric, (text) => text);
types.setTypeParser(OID.date, (text) => text);
types.setTypeParser(OID.int8, (text) => Number(text));
types.setTypeParser(OID.uuid, (text) => text.replaceAll("-", ""));
types.setTypeParser(OID.uuids, (text) => text.replaceAll("-", "").match(/\w+/g) ?? []);

export function openDatabase(url: string, options: { maxConnections?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 16,
    types,
    // The next statement is sent while the one before is under way: connection.ts.
    pipeline: true,
    // A plan that is right for one row of an array is wrong for a thousand: none is kept.
    options: `-c role=${SERVER_ROLE} -c timezone=UTC -c datestyle=ISO -c plan_cache_mode=force_custom_plan`,
    application_name: "quittance",
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  // One that breaks while in use fails its next statement, which is where it can be answered.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    sparePostgres(client);
  });
  const kysely = new KyselyClient<DB>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, pool, close: () => kysely.destroy() };
}

export type TransactionOptions = {
  /** Wait this long for a row lock, then fail with LOCK_CONTENTION. Default 10 s. */
  readonly lockTimeoutMs?: number;
  /**
   * Most of it is about a handful of rows: plans of its statements are kept (kept-plans.ts). Of no
   * meaning inside another transaction.
   */
  readonly isSmall?: boolean;
  /** Only reads, and all it reads is of one moment. Of no meaning inside another transaction. */
  readonly isSnapshot?: boolean;
};

/**
 * Runs `work` in one transaction that sees the rows of `entityId` only. In a database that is itself a
 * transaction: in a savepoint of it.
 */
export async function inTransaction<Result>(
  database: Database,
  entityId: string,
  work: (tx: Transaction) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> {
  const lockTimeout = `${options.lockTimeoutMs ?? 10_000}ms`;
  const { transaction } = database;
  const entity = pg.escapeLiteral(entityId);
  const begun = `select set_config('quittance.entity_id', ${entity}, true),
    set_config('quittance.watched', watched_changes(${entity}), true),
    set_config('lock_timeout', ${pg.escapeLiteral(lockTimeout)}, true)${namedActor(database)}${limits(database)}`;
  if (transaction) {
    try {
      return await inSavepoint(transaction, async (tx) => {
        await sql.raw(begun).execute(tx);
        return work(tx);
      });
    } catch (error) {
      throw inOurWords(error);
    }
  }
  const client = await database.pool.connect();
  try {
    const tx = statementsOf(client);
    // One round trip, where a parameter would need two.
    const begin = options.isSnapshot ? SNAPSHOT : "begin";
    const kept = options.isSmall ? `, ${KEEP_PLANS}` : "";
    await sql.raw(`${begin}; ${begun}${kept}`).execute(tx);
    try {
      const result = await work(tx);
      await sql`commit`.execute(tx);
      return result;
    } catch (error) {
      await takeBack(tx);
      throw inOurWords(error);
    }
  } finally {
    client.release();
  }
}

/**
 * The statements of one transaction. Unlike those of Kysely's own they don't wait for each other: what
 * is asked at once goes out at once, and is answered in that order. A new one each time: what has been
 * read in a transaction is remembered by it (settings.ts).
 */
function statementsOf(client: pg.PoolClient): Transaction {
  const connection = { query: client.query, release: () => undefined };
  const pool = { connect: async () => connection, end: async () => undefined };
  return new KyselyClient<DB>({ dialect: new PostgresDialect({ pool } as never) });
}

/** Gone with the transaction, like the entity: who comes after on the connection is not taken for him. */
function namedActor({ actor, organizationIds }: Database): string {
  if (!actor) return "";
  // By its role the database knows the server only where it sees all organizations.
  const { requestId = "", operation = organizationIds ? "Server" : "" } = actor.request ?? {};
  const names = { user_id: actor.userId, request_id: requestId, operation };
  return Object.entries(names)
    .map(([name, value]) => `, set_config('quittance.${name}', ${pg.escapeLiteral(value)}, true)`)
    .join("");
}

/** Another role as well: that it is limited costs nobody else anything. */
function limits({ organizationIds }: Database): string {
  if (!organizationIds) return "";
  const settings = {
    "quittance.organization_ids": arrayOf(organizationIds),
    role: ORGANIZATION_ROLE,
  };
  return Object.entries(settings)
    .map(([name, value]) => `, set_config('${name}', ${pg.escapeLiteral(value)}, true)`)
    .join("");
}

/** As PostgreSQL writes an array of ids. */
export const arrayOf = (ids: readonly string[]): string => `{${ids.join(",")}}`;

const SNAPSHOT = "begin isolation level repeatable read read only";

/** What the database has refused by a rule of the engine's: a trigger of migrations/0362. */
function inOurWords(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== "P0C01") return error;
  return new BillingError("ACCOUNTING_PERIOD_CLOSED", JSON.parse(error.detail ?? "{}"));
}

/** A connection that is broken has taken it back already. */
async function takeBack(tx: Transaction): Promise<void> {
  try {
    await sql`rollback`.execute(tx);
  } catch {
    // What broke it is the error to tell.
  }
}

/**
 * Runs `work` in a savepoint: when it throws, its own writes are taken back, those before it stay,
 * and the error is rethrown.
 */
export async function inSavepoint<Result>(
  tx: Transaction,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  await sql`savepoint quittance`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint quittance`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint quittance; release savepoint quittance`.execute(tx);
    throw error;
  }
}

/**
 * Whether the database has refused what was written (a constraint, a trigger), rather than failed
 * itself or been asked to wait too long. Classes 22, 23, 44 and P0 of SQLSTATE.
 */
export const isRefusedByData = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(22|23|44|P0)/.test(error.code ?? "");

/**
 * Whether the same work may succeed a moment later: a lock that was not to be had in time, a deadlock,
 * a database that is starting, stopping or out of connections, a connection that broke.
 */
export function isTemporary(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(40|55P03|57P0|53|08)/.test(error.code ?? "");
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^(ECONN|EPIPE|ENOENT)/.test(code) || BROKEN.test(error.message);
}

/** Whether the database has refused because its user may not. */
export const isNotPrivileged = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === "42501";

/**
 * Whether somebody else was there first: a lock that was not to be had in time, a deadlock, a number
 * that two have taken at once.
 */
export const isLockCompetition = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(40|55P03|23505)/.test(error.code ?? "");

/** What pg says of a connection that broke; it has no code for it. */
const BROKEN = /^(Connection terminated|Client has encountered a connection error)/;

/** The moment on the entity's clock, where nobody hands one in. Later statements have later ones. */
export const ENTITY_CLOCK = sql<Date>`entity_clock()`;
