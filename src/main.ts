/**
 * `npm start`: database, migrations, demo entity, server; and all of it stopped again on Ctrl-C. What is
 * wrong with the settings or with the database is said before the rest is loaded: src/serve.ts.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import path from "node:path";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { StartError } from "#store/start-error.ts";
import { type Config, readConfig } from "./config.ts";
import { type Shutdown, shutdownOnSignal } from "./shutdown.ts";

// Halves the time in which the next start loads its modules. Where it cannot be written, there is none.
enableCompileCache(path.join(import.meta.dirname, "../node_modules/.cache/node-compile"));

const shutdown = shutdownOnSignal();
try {
  const config = readConfig(process.env);
  const postgres = await reachPostgres(config, shutdown);
  const { serve } = await import("./serve.ts");
  await serve(config, { ...postgres, ...shutdown });
  flushCompileCache();
} catch (error) {
  if (!shutdown.isStopping()) {
    console.error(error instanceof StartError ? `Quittance: ${error.message}` : error);
    await shutdown.exit(1);
  }
}

async function reachPostgres(config: Config, { afterwards, isStopping, exit }: Shutdown) {
  if (config.databaseUrl) {
    await withOwnerConnection(config.databaseUrl, async () => undefined);
    return { ownerUrl: config.databaseUrl, embedded: undefined };
  }
  const embedded = await startEmbeddedPostgres(config.dataDirectory);
  afterwards(embedded.stop);
  void embedded.ended.then(() => {
    if (isStopping()) return;
    console.error(`Quittance: PostgreSQL has ended, see ${config.dataDirectory}/postgres.log`);
    void exit(1);
  });
  return { ownerUrl: embedded.url, embedded };
}
