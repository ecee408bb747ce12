import type { FastifyInstance } from "fastify";
import { createServer } from "#http/server.ts";
import { startJobs } from "#jobs/worker.ts";
import { resumeBillRuns } from "#operations/background-bill-runs.ts";
import { resumeUsageImports } from "#operations/background-imports.ts";
import { importUsage } from "#operations/import-usage.ts";
import { isTemporary, openDatabase } from "#store/database.ts";
import type { EmbeddedPostgres } from "#store/embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { StartError } from "#store/start-error.ts";
import type { Config } from "./config.ts";
import { prepareDemo } from "./prepare-demo.ts";
import type { Shutdown } from "./shutdown.ts";
import { welcome } from "./welcome.ts";

type Reached = Pick<Shutdown, "afterwards"> & {
  readonly ownerUrl: string;
  readonly embedded: EmbeddedPostgres | undefined;
};

/**
 * From a database that can be reached to a server that answers, and says so.
 *
 * Errors: StartError, one line on what to do.
 */
export async function serve(config: Config, reached: Reached): Promise<void> {
  const { host, port, isLoopback, logLevel, calloutHosts, enforcesLimits, smtp } = config;
  const { trustProxy, publicUrl, passwordSignIn, openId } = config;
  const { ownerUrl, embedded, afterwards } = reached;
  process.on("unhandledRejection", outliveLostConnections);
  await migrate(ownerUrl);
  const database = openDatabase(ownerUrl);
  afterwards(database.close);

  const hasDemo = await prepareDemo(config, { ownerUrl, server: database, embedded });
  const server = await createServer({
    ...{ database, logLevel, isLoopback, calloutHosts, enforcesLimits },
    ...{ trustProxy, publicUrl, passwordSignIn, openId },
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
