/**
 * `npm run test:clients`: the official Python SDK, unmodified, and a client that is made of our
 * openapi.json, against a server started from empty. Not a part of `npm test`: it needs Python, PyPI and
 * npm's registry. docs/clients.md says what else was run by hand.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const ENVIRONMENT = path.join(tmpdir(), "quittance-test-clients");
const SDK = "zuora-sdk==3.21.0";

const directory = await mkdtemp(path.join(tmpdir(), "quittance-clients-"));
const port = await freePort();
const server = spawn(process.execPath, ["src/main.ts"], {
  env: { ...process.env, PORT: String(port), QUITTANCE_DATA_DIR: directory, LOG_LEVEL: "warn" },
  stdio: ["ignore", "ignore", "inherit"],
});
try {
  const baseUrl = `http://127.0.0.1:${port}`;
  await isReady(baseUrl, server);
  const python = path.join(ENVIRONMENT, "bin", "python");
  if (!existsSync(python)) run("python3", ["-m", "venv", ENVIRONMENT]);
  run(python, ["-m", "pip", "install", "--quiet", SDK]);
  run(python, ["test/clients/zuora_sdk_flow.py", baseUrl]);
  await runGenerated(baseUrl);
} finally {
  server.kill("SIGINT");
  await new Promise((resolve) => server.once("exit", resolve));
  await rm(directory, { recursive: true, force: true });
}

/** Its TypeScript is older than ours, which has no programming interface: hence a folder of its own. */
async function runGenerated(baseUrl: string): Promise<void> {
  const folder = path.join(ENVIRONMENT, "generated");
  await cp("test/clients/generated", folder, { recursive: true });
  const inFolder = { cwd: folder, stdio: "inherit" } as const;
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund"], inFolder);
  const made = [`${baseUrl}/openapi.json`, "--default-non-nullable=false", "-o", "types.d.ts"];
  const steps = [
    ["node_modules/openapi-typescript/bin/cli.js", ...made],
    ["node_modules/typescript/bin/tsc", "--project", "."],
    ["cancel-flow.ts", baseUrl],
  ];
  for (const words of steps) execFileSync(process.execPath, words, inFolder);
}

function run(command: string, words: readonly string[]): void {
  execFileSync(command, words, { stdio: "inherit" });
}

async function isReady(baseUrl: string, { exitCode }: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600 && exitCode === null; tries += 1) {
    const answer = await fetch(`${baseUrl}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100);
  }
  throw new Error("the server has not started");
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
  return promise;
}
