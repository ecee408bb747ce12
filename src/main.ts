/** `npm start`: database, migrations, demo entity, server; and all of it stopped again on Ctrl-C. */
import type { FastifyInstance } from "fastify";
import { createServer } from "#http/server.ts";
import { startJobs } from "#jobs/worker.ts";
import { resumeBillRuns } from "#operations/background-bill-runs.ts";
import { resumeUsageImports } from "#operations/background-imports.ts";
import { importUsage } from "#operations/import-usage.ts";
import { isTemporary, openDatabase } from "#store/database.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { StartError } from "#store/start-error.ts";
import { type Config, readConfig } from "./config.ts";
import { prepareDemo } from "./prepare-demo.ts";
import { type Shutdown, shutdownOnSignal } from "./shutdown.ts";
import { welcome } from "./welcome.ts";

const shutdown = shutdownOnSignal();
process.on("unhandledRejection", outliveLostConnections);
try {
  await start(readConfig(process.env), shutdown);
} catch (error) {
  if (!shutdown.isStopping()) {
    console.error(error instanceof StartError ? `Quittance: ${error.message}` : error);
    await shutdown.exit(1);
  }
}

async function start(config: Config, shutdown: Shutdown): Promise<void> {
  const { host, port, isLoopback, logLevel, calloutHosts, enforcesLimits, smtp } = config;
  const { afterwards } = shutdown;
  const { ownerUrl, embedded } = await reachPostgres(config, shutdown);
  await migrate(ownerUrl);
  const database = openDatabase(ownerUrl);
  afterwards(database.close);

  const hasDemo = await prepareDemo(config, { ownerUrl, server: database, embedded });
  const server = await createServer({
    ...{ database, logLevel, isLoopback, calloutHosts, enforcesLimits },
  });
  afterwards(() => drain(server));
  await server.listen({ host, port }).catch((error: unknown) => {
    throw listenProblem(error, config);
  });
  const jobs = await startJobs(database, { callouts: { allowedHosts: calloutHosts }, smtp });
  afterwards(jobs.stop);
  await resumeBillRuns(database);
  await resumeUsageImports(database, importUsage);
  console.log(welcome(server.listeningOrigin, { hasDemo }));
}

/**
 * A worker of graphile-worker whose database goes away gives its jobs back in a promise that nobody
 * waits for. What else nobody waited for is our mistake, and ends the process as ever.
 */
function outliveLostConnections(reason: unknown): void {
  if (!isTemporary(reason)) throw reason;
}

async function reachPostgres(config: Config, { afterwards, isStopping, exit }: Shutdown) {
  if (config.databaseUrl) return { ownerUrl: config.databaseUrl, embedded: undefined };
  const embedded = await startEmbeddedPostgres(config.dataDirectory);
  afterwards(embedded.stop);
  void embedded.ended.then(() => {
    if (isStopping()) return;
    console.error(`Quittance: PostgreSQL has ended, see ${config.dataDirectory}/postgres.log`);
    void exit(1);
  });
  return { ownerUrl: embedded.url, embedded };
}

/** Answers what has been asked, and takes nothing new. */
async function drain(server: FastifyInstance): Promise<void> {
  // A client keeps its connection after the last answer, and would hold us up for a minute.
  const hangUp = setInterval(() => server.server.closeIdleConnections(), 20);
  await server.close();
  clearInterval(hangUp);
}

function listenProblem(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new StartError(`Port ${port} of ${host} is taken: set PORT to another one.`);
    case "EACCES":
      return new StartError(`Port ${port} is not open to this user: set PORT to 1024 or more.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartError(`HOST is "${host}", which is no address of this machine.`);
  }
  return error;
}
