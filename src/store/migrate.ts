import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { dropQueryViews, makeQueryViews } from "./data-query/views.ts";
import { migrateJobQueue } from "./job-queue.ts";
import { withOwnerConnection } from "./owner-connection.ts";
import { StartError } from "./start-error.ts";

/**
 * Brings the database to the schema of this version: runs what has not run of migrations/*.sql, in
 * order of name, each in a transaction of its own, and then those of the job queue. Servers that
 * start at the same time wait for each other. Returns the names of the migrations that ran.
 *
 * Errors: StartError when PostgreSQL is too old, when a migration has been changed after it ran,
 * or when the database has been migrated by a newer version of Quittance.
 */
export async function migrate(
  url: string,
  directory: string = path.join(import.meta.dirname, "migrations"),
): Promise<string[]> {
  const migrations = await readMigrations(directory);
  return withOwnerConnection(url, async (client) => {
    await refuseOldPostgres(client);
    // Held by the session: released when the connection closes, however the process ends.
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const ran = await readRan(client);
    refuseDifferentHistory(migrations, ran);
    const toRun = migrations.filter((migration) => !ran.has(migration.name));
    if (toRun.length > 0) await dropQueryViews(client);
    for (const migration of toRun) await run(client, migration);
    await makeQueryViews(client);
    await migrateJobQueue(url);
    return toRun.map((migration) => migration.name);
  });
}

/** "Quittance" in telephone keys: any number will do that no other program takes. */
const MIGRATION_LOCK = 784_882_623;

const MIGRATIONS_TABLE = `
  create table if not exists migrations (
    name text primary key,
    checksum text not null,
    ran_at timestamptz not null default now()
  )`;

type Migration = { readonly name: string; readonly checksum: string; readonly text: string };

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(directory, name), "utf8");
      return { name, checksum: createHash("sha256").update(text).digest("hex"), text };
    }),
  );
}

async function refuseOldPostgres(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string; server_version: string }>(
    "select current_setting('server_version_num') as server_version_num, " +
      "current_setting('server_version') as server_version",
  );
  const [version] = rows;
  const problem =
    version && versionProblem(Number(version.server_version_num), version.server_version);
  if (problem) throw new StartError(problem);
}

const OLDEST_MAJOR_VERSION = 15;

/** What to say about a PostgreSQL that is too old; undefined when it is not. */
export function versionProblem(versionNumber: number, versionText: string): string | undefined {
  if (versionNumber >= OLDEST_MAJOR_VERSION * 10_000) return undefined;
  return (
    `PostgreSQL ${versionText} is too old: Quittance needs ${OLDEST_MAJOR_VERSION} or newer. ` +
    "Upgrade it, or start without DATABASE_URL to use the embedded one."
  );
}

async function readRan(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select name, checksum from migrations order by name",
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function refuseDifferentHistory(migrations: Migration[], ran: Map<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of ran) {
    const migration = known.get(name);
    if (!migration) {
      throw new StartError(
        `The database has been migrated by a newer Quittance (${name}): start that version.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new StartError(
        `Migration ${name} is not the one that made this database: restore that file, ` +
          "or start with an empty database.",
      );
    }
  }
}

async function run(client: pg.Client, { name, checksum, text }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(text);
    await client.query("insert into migrations (name, checksum) values ($1, $2)", [name, checksum]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`Migration ${name} failed`, { cause: error });
  }
}
