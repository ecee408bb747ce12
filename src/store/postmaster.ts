/** The PostgreSQL server process ("postmaster") of a cluster that an earlier process may have left. */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { StartError } from "./start-error.ts";

/** In the command line of every server that we start, and so in the cluster's postmaster.opts. */
export const CLUSTER_NAME = "cluster_name=quittance";

/**
 * Leaves the cluster with no server running. One that we started and could not stop, because we were
 * killed, is stopped now. To be called by the holder of the data directory's lock only: then nobody
 * is using that server.
 *
 * Errors: StartError when somebody else started a server on the cluster.
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = postmasterPid(cluster);
  if (pid === undefined) return;
  if (!isPostmaster(pid, cluster)) return forgetPostmaster(cluster);
  if (!readText(path.join(cluster, "postmaster.opts")).includes(CLUSTER_NAME)) {
    throw new StartError(
      `The data directory ${path.dirname(cluster)} is in use by a PostgreSQL server that ` +
        `Quittance did not start (process ${pid}): stop it first.`,
    );
  }
  await stopPostmaster(pid, () => isPostmaster(pid, cluster));
}

/**
 * A fast shutdown: open transactions are rolled back and all is written. When that takes too long,
 * an immediate one, after which the next start recovers from the log.
 */
export async function stopPostmaster(pid: number, isRunning: () => boolean): Promise<void> {
  const signals = [
    { signal: "SIGINT", waitMs: 20_000 },
    { signal: "SIGQUIT", waitMs: 5_000 },
    { signal: "SIGKILL", waitMs: 5_000 },
  ] as const;
  for (const { signal, waitMs } of signals) {
    if (!isRunning() || !sendSignal(pid, signal)) return;
    for (let waitedMs = 0; waitedMs < waitMs && isRunning(); waitedMs += 10) await delay(10);
  }
}

/** False when the process has ended in the meantime. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** Whether the server has announced in its lock file that it takes connections. */
export function isReady(cluster: string, pid: number): boolean {
  const lines = readText(path.join(cluster, "postmaster.pid")).split("\n");
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

/** Where the server of `cluster` takes connections; undefined while none does. */
export function runningSockets(cluster: string): string | undefined {
  const pid = postmasterPid(cluster);
  if (pid === undefined || !isReady(cluster, pid) || !isPostmaster(pid, cluster)) return undefined;
  return readText(path.join(cluster, "postmaster.pid")).split("\n")[4];
}

function postmasterPid(cluster: string): number | undefined {
  const pid = Number.parseInt(readText(path.join(cluster, "postmaster.pid")), 10);
  return pid > 0 ? pid : undefined;
}

/** Whether `pid` is the server of `cluster`, and not some other process that got the number since. */
function isPostmaster(pid: number, cluster: string): boolean {
  // A server works in its cluster's directory, which root in a container may not be allowed to see;
  // the ones that we started also carry its path.
  if (workingDirectory(pid) === realpathSync(cluster)) return true;
  const command = commandLine(pid);
  return command.includes("postgres") && command.includes(` -D ${cluster} `);
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  if (process.platform === "linux") {
    return readText(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  }
  try {
    return execFileSync("ps", ["-o", "command=", "-p", `${pid}`], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/**
 * PostgreSQL would take any living process with the old server's number for that server, even a dead
 * one that nobody has buried. It knows that its own parent is not, so we put our number there. The
 * rest of the file must stay: by it PostgreSQL finds what is left of the old server's memory.
 */
function forgetPostmaster(cluster: string): void {
  const file = path.join(cluster, "postmaster.pid");
  writeFileSync(file, readText(file).replace(/^\d+/, `${process.pid}`));
  rmSync(path.join(cluster, ".s.PGSQL.5432.lock"), { force: true });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
