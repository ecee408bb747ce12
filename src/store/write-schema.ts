/**
 * `npm run schema`: writes schema.ts, the types of all tables, from a database that the migrations
 * have just made. Nobody edits schema.ts; schema.db.test.ts fails while it is out of date.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { generate, PostgresDialect } from "kysely-codegen";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrate } from "./migrate.ts";

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
      excludePattern: "migrations",
      print: false,
      outFile: null,
    });
  } finally {
    await db.destroy();
  }
}

if (import.meta.main) await writeSchema(path.join(import.meta.dirname, "schema.ts"));

async function writeSchema(file: string): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "quittance-schema-"));
  const postgres = await startEmbeddedPostgres(directory, { fsync: "off" });
  try {
    await migrate(postgres.url);
    await writeFile(file, await generateSchema(postgres.url));
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true });
  }
}
