/** The real server in a process of its own, as `npm start` runs it. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export type ServerProcess = {
  readonly process: ChildProcess;
  /** Where it listens; undefined when it ended before it was ready. */
  readonly origin: Promise<string | undefined>;
  readonly end: Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
  /** Resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** `variables` come on top of a free port, silence, and no DATABASE_URL. */
export function startServerProcess(variables: Readonly<Record<string, string>>): ServerProcess {
  const server = spawn(process.execPath, [path.resolve("src/main.ts")], {
    env: { PATH: process.env.PATH, PORT: "0", LOG_LEVEL: "fatal", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const end = once(server, "close").then(() => ({ exitCode: server.exitCode, stderr }));
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    server.kill(signal);
    return (await end).exitCode;
  };
  return { process: server, origin: readOrigin(server), end, stop };
}

async function readOrigin(server: ChildProcess): Promise<string | undefined> {
  if (!server.stdout) return undefined;
  let origin: string | undefined;
  const found = new Promise<void>((resolve) => {
    // Keeps reading, so that the server never waits for somebody to take its output.
    createInterface({ input: server.stdout ?? process.stdin })
      .on("line", (line) => {
        origin ??= /^Quittance is ready at (\S+)/.exec(line)?.[1];
        if (origin) resolve();
      })
      .on("close", resolve);
  });
  await found;
  return origin;
}

/** Data directories for one test file: `copy` gives one with the data of a first start, stopped. */
export async function dataDirectories() {
  const parent = await mkdtemp(path.join(tmpdir(), `quittance-start-${process.pid}-`));
  const made = path.join(parent, "made");
  const first = startServerProcess({ QUITTANCE_DATA_DIR: made });
  await first.origin;
  await first.stop();
  let count = 0;
  const empty = () => path.join(parent, `${++count}`);
  return {
    empty,
    async copy() {
      const directory = empty();
      // Keeps the owner: as root, the cluster belongs to another user.
      await promisify(execFile)("cp", ["-a", made, directory]);
      return directory;
    },
    remove: () => rm(parent, { recursive: true }),
  };
}

/** The owner's URL of the embedded database in `directory`. */
export async function embeddedUrl(directory: string): Promise<string> {
  const password = await readFile(path.join(directory, "password"), "utf8");
  const host = encodeURIComponent(path.join(directory, "postgres"));
  return `postgresql://quittance:${password.trim()}@${host}/quittance`;
}
