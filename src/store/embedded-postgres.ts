import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { lockDirectory } from "./directory-lock.ts";
import { withOwnerConnection } from "./owner-connection.ts";
import {
  findPostgresBinaries,
  type PostgresBinaries,
  spawnAs,
  type UnprivilegedUser,
  unprivilegedUser,
} from "./postgres-binaries.ts";
import { CLUSTER_NAME, isReady, runningSockets, stopOrphan, stopPostmaster } from "./postmaster.ts";
import { StartError } from "./start-error.ts";

export type EmbeddedPostgres = {
  /** Of the owner, with the password. It connects by a socket in the data directory: no open port. */
  readonly url: string;
  /** Settles when the server has ended without having been stopped. */
  readonly ended: Promise<void>;
  /** Throws all data away. No connection may be open. */
  recreateDatabase(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL that npm installed, with its data in `directory`:
 *
 *     quittance.lock   held while a Quittance runs on the directory
 *     password         of the database's owner, made at random, readable by the owner only
 *     postgres/        the cluster
 *     postgres.log     what the server said since its last start
 *
 * `extraSettings` are for throwaway clusters, such as { fsync: "off" }.
 *
 * Errors: StartError, one line for each way in which the directory cannot be used.
 */
export async function startEmbeddedPostgres(
  directory: string,
  extraSettings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  const binaries = findPostgresBinaries();
  const place = placeIn(path.resolve(directory));
  const lock = occupy(place);
  try {
    await stopOrphan(place.cluster);
    if (!fs.existsSync(place.cluster)) await initializeCluster(binaries, place);
    refuseForeignCluster(place);
    const server = await startServer(binaries, place, extraSettings);
    return { ...server, stop: () => server.stop().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The URL of the database of a Quittance that runs on `directory`; undefined when none does. */
export function findRunningDatabase(directory: string): string | undefined {
  const place = placeIn(path.resolve(directory));
  const sockets = runningSockets(place.cluster);
  return sockets === undefined ? undefined : urlsOf(sockets, place)(DATABASE_NAME);
}

type Place = Record<"directory" | "lockFile" | "passwordFile" | "cluster" | "logFile", string>;

const placeIn = (directory: string): Place => ({
  directory,
  lockFile: path.join(directory, "quittance.lock"),
  passwordFile: path.join(directory, "password"),
  cluster: path.join(directory, "postgres"),
  logFile: path.join(directory, "postgres.log"),
});

/** Makes the directory when there is none, and locks it. */
function occupy(place: Place): { release(): void } {
  try {
    // Root's cluster belongs to another user, who has to get at it.
    const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
    makeDirectory(place.directory, mode);
    fs.closeSync(fs.openSync(place.lockFile, "a", 0o600));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new StartError(
      `The data directory ${place.directory} cannot be written to (${reason}): ` +
        "set QUITTANCE_DATA_DIR to a place that can.",
    );
  }
  return lockDirectory(place.lockFile, place.directory);
}

/** Parent by parent: Node's own recursive mkdir never comes back from /proc, which has no room for any. */
function makeDirectory(directory: string, mode: number): void {
  if (fs.existsSync(directory)) return;
  makeDirectory(path.dirname(directory), mode);
  fs.mkdirSync(directory, { mode });
}

/** A cluster appears at its place when it is complete, so that a start killed half-way does no harm. */
async function initializeCluster(binaries: PostgresBinaries, place: Place): Promise<void> {
  const user = unprivilegedUser(place.cluster);
  const unfinished = `${place.cluster}.unfinished`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  fs.mkdirSync(unfinished, { mode: 0o700 });
  fs.rmSync(place.passwordFile, { force: true });
  fs.writeFileSync(place.passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (user) {
    for (const owned of [unfinished, place.passwordFile]) fs.chownSync(owned, user.uid, user.gid);
  }
  const parameters = [
    `--pgdata=${unfinished}`,
    `--username=${OWNER}`,
    `--pwfile=${place.passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    // Text sorts and compares alike on every system, and case works outside of ASCII too.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
  ];
  const log = fs.openSync(place.logFile, "w", 0o600);
  const initdb = spawnAs(user, binaries.initdb, parameters, {
    stdio: ["ignore", log, log],
    reaches: [unfinished],
  });
  fs.closeSync(log);
  const stopWithUs = () => initdb.kill();
  process.once("exit", stopWithUs);
  const status = await exitStatus(initdb);
  process.off("exit", stopWithUs);
  if (status !== "0") throw startFailure("initdb", status, place);
  fs.renameSync(unfinished, place.cluster);
}

const OWNER = "quittance";
const DATABASE_NAME = "quittance";

function refuseForeignCluster({ cluster }: Place): void {
  const versionFile = path.join(cluster, "PG_VERSION");
  const version = fs.existsSync(versionFile) ? fs.readFileSync(versionFile, "utf8").trim() : "";
  if (version === EMBEDDED_MAJOR_VERSION) return;
  throw new StartError(
    version === ""
      ? `${cluster} holds no PostgreSQL cluster: set QUITTANCE_DATA_DIR to another place.`
      : `${cluster} was made by PostgreSQL ${version}, the embedded one is ` +
          `${EMBEDDED_MAJOR_VERSION}: bring the data over with pg_dump or pg_upgrade.`,
  );
}

const EMBEDDED_MAJOR_VERSION = "18";

async function startServer(
  binaries: PostgresBinaries,
  place: Place,
  extraSettings: Readonly<Record<string, string>>,
): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser(place.cluster);
  const sockets = socketDirectory(place.cluster, user);
  const settings = {
    listen_addresses: "",
    unix_socket_directories: sockets.directory,
    unix_socket_permissions: "0700",
    // Errors of statements are answered to whoever sent them; here is what concerns the server.
    log_min_messages: "log",
    timezone: "UTC",
    log_timezone: "UTC",
    ...extraSettings,
  };
  const parameters = ["-D", place.cluster, "-c", CLUSTER_NAME];
  for (const [name, value] of Object.entries(settings)) parameters.push("-c", `${name}=${value}`);

  const log = fs.openSync(place.logFile, "w", 0o600);
  const server = spawnAs(user, binaries.postgres, parameters, {
    // A group of its own: Ctrl-C is for us, and PostgreSQL stops when the last request is answered.
    detached: true,
    stdio: ["ignore", log, log],
    reaches: [place.cluster],
  });
  fs.closeSync(log);
  const stopWithUs = () => server.kill("SIGINT");
  process.once("exit", stopWithUs);
  const { pid } = await untilReady(server, place);
  server.unref();
  const isRunning = () => server.exitCode === null && server.signalCode === null;
  const ended = once(server, "exit").then(() => undefined);
  const stop = async () => {
    process.off("exit", stopWithUs);
    server.ref();
    await stopPostmaster(pid, isRunning);
    sockets.remove();
  };

  const urlOf = urlsOf(sockets.directory, place);
  const recreateDatabase = () => createDatabase(urlOf("postgres"), { dropFirst: true });

  try {
    await createDatabase(urlOf("postgres"), { dropFirst: false });
    return { url: urlOf(DATABASE_NAME), ended, recreateDatabase, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The cluster itself, unless its path is longer than the system allows for a socket. */
function socketDirectory(cluster: string, user: UnprivilegedUser | undefined) {
  if (Buffer.byteLength(`${cluster}/.s.PGSQL.5432`) <= LONGEST_SOCKET_PATH) {
    return { directory: cluster, remove: () => undefined };
  }
  const directory = fs.mkdtempSync(path.join(tmpdir(), "quittance-"));
  if (user) fs.chownSync(directory, user.uid, user.gid);
  return { directory, remove: () => fs.rmSync(directory, { recursive: true, force: true }) };
}

/** In bytes, on macOS; Linux allows 107. */
const LONGEST_SOCKET_PATH = 103;

async function untilReady(server: ChildProcess, place: Place): Promise<{ pid: number }> {
  let failure: StartError | undefined;
  const exit = exitStatus(server).then((status) => {
    failure = startFailure("PostgreSQL", status, place);
  });
  const { pid } = server;
  while (!failure && !(pid && isReady(place.cluster, pid))) await Promise.race([exit, delay(10)]);
  if (failure || !pid) throw failure ?? startFailure("PostgreSQL", "no process", place);
  return { pid };
}

const exitStatus = (program: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    program.once("error", (error) => resolve(error.message));
    program.once("exit", (code, signal) => resolve(`${code ?? signal}`));
  });

/** The server's own reason, which is the last thing that it logged. */
function startFailure(program: string, status: string, place: Place): StartError {
  const log = fs.readFileSync(place.logFile, "utf8");
  const reason = /(?:FATAL|PANIC|error): +(.*)/.exec(log)?.[1] ?? `ended with ${status}`;
  return new StartError(`${program} did not start in ${place.directory}: ${reason}`);
}

function urlsOf(socketDirectory: string, { passwordFile }: Place): (database: string) => string {
  const password = fs.readFileSync(passwordFile, "utf8").trim();
  const host = encodeURIComponent(socketDirectory);
  return (database) => `postgresql://${OWNER}:${password}@${host}/${database}`;
}

const createDatabase = (url: string, options: { readonly dropFirst: boolean }): Promise<void> =>
  withOwnerConnection(url, async (client) => {
    if (options.dropFirst) await client.query(`drop database if exists ${DATABASE_NAME}`);
    const found = await client.query("select from pg_database where datname = $1", [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE_NAME}`);
  });
