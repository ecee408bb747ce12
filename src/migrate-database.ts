/**
 * `npm run -s quittance -- migrate`: brings the database to the schema of this version, and ends. A server
 * does it as it starts; this is for who wants it done before.
 */
import { parseArgs } from "node:util";
import { migrate } from "#store/migrate.ts";
import { StartError } from "#store/start-error.ts";
import { reachPostgres } from "./reach-postgres.ts";

try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const { url, stop } = await reachPostgres();
  try {
    const migrations = await migrate(url);
    const count = migrations.length === 1 ? "1 migration" : `${migrations.length} migrations`;
    const text = migrations.length === 0 ? "Nothing to do." : `${count}: ${migrations.join(", ")}`;
    console.log(values.json ? JSON.stringify({ migrations }) : text);
  } finally {
    await stop();
  }
} catch (error) {
  console.error(error instanceof StartError ? `Quittance: ${error.message}` : error);
  process.exitCode = 2;
}
