/**
 * `npm run -s quittance -- demo`: makes the demo entity, with its company of a year, in a database that is
 * empty, and ends. An embedded database gets it as its first server starts; this is for others.
 */
import { parseArgs } from "node:util";
import { createDemoEntity, DEMO_CLIENT } from "#operations/create-demo-entity.ts";
import { openDatabase } from "#store/database.ts";
import { migrate } from "#store/migrate.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { StartError } from "#store/start-error.ts";
import { readConfig } from "./config.ts";
import { refusePublicDemo } from "./prepare-demo.ts";
import { reachPostgres } from "./reach-postgres.ts";

try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  refusePublicDemo(readConfig(process.env));
  const { url, stop } = await reachPostgres();
  try {
    await migrate(url);
    await refuseFull(url);
    const database = openDatabase(url);
    try {
      await createDemoEntity(url, database);
    } finally {
      await database.close();
    }
  } finally {
    await stop();
  }
  const { id: clientId, secret: clientSecret } = DEMO_CLIENT;
  const text = `The demo entity is there: its client is ${clientId}, with the secret ${clientSecret}.`;
  console.log(values.json ? JSON.stringify({ clientId, clientSecret }) : text);
} catch (error) {
  console.error(error instanceof StartError ? `Quittance: ${error.message}` : error);
  process.exitCode = error instanceof StartError ? 1 : 2;
}

/** A demo beside what is somebody's own would open it to a secret that everybody knows. */
async function refuseFull(url: string): Promise<void> {
  const { rows } = await withOwnerConnection(url, (client) =>
    client.query<{ name: string }>("select name from entities limit 1"),
  );
  if (rows[0]) throw new StartError(`The database has entity "${rows[0].name}" already.`);
}
