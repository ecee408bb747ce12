/**
 * `npm run schema`: writes schema.ts, the types of all tables, from a database that the migrations
 * have just made. Nobody edits schema.ts; schema.db.test.ts fails while it is out of date.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { generate, PostgresDialect } from "kysely-codegen";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrate } from "./migrate.ts";
import { withOwnerConnection } from "./owner-connection.ts";

/** The text of schema.ts for the database at `url`, as its columns read through database.ts. */
export async function generateSchema(url: string): Promise<string> {
  const dialect = new PostgresDialect({ dateParser: "string", numericParser: "string" });
  const db = await dialect.introspector.connect({ connectionString: url, dialect });
  try {
    return await generate({
      db,
      dialect,
      // Money is never a number (rule 6), not even on the way in.
      typeMapping: { date: "string", int8: "number", numeric: "string" },
      excludePattern: "(*.migrations|graphile_worker.*|data_query*.*)",
      print: false,
      outFile: null,
    });
  } finally {
    await db.destroy();
    await untilLeft(url);
  }
}

/**
 * The generator's pool says that it has ended before its connection has, and cannot bear it when the
 * database is then dropped.
 */
const untilLeft = (url: string): Promise<void> =>
  withOwnerConnection(url, async (client) => {
    const others =
      "select from pg_stat_activity where datname = current_database() " +
      "and backend_type = 'client backend' and pid <> pg_backend_pid()";
    while ((await client.query(others)).rowCount !== 0) await delay(10);
  });

if (import.meta.main) await writeSchema(path.join(import.meta.dirname, "schema.ts"));

async function writeSchema(file: string): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "quittance-schema-"));
  try {
    const postgres = await startEmbeddedPostgres(directory, { fsync: "off" });
    try {
      await migrate(postgres.url);
      await writeFile(file, await generateSchema(postgres.url));
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}
