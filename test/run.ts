/**
 * All tests (`npm test`), or those that match the patterns given. A file takes a second and a half to
 * load the server, so that some files share a process: a dozen at first, fewer near the end, when a
 * core would wait for the other. Each is a suite with its own hooks, server and database, and runs by
 * itself as well: docs/HACKING.md.
 */
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const ROOT = path.join(import.meta.dirname, "..");
const LONGEST_MS = 900_000;
const MOST_AT_ONCE = 12;

const patterns = process.argv.slice(2);
const files = globSync(patterns.length > 0 ? patterns : ["src/**/*.test.ts", "test/**/*.test.ts"], {
  cwd: ROOT,
}).sort();
const cores = availableParallelism();
const queue = mkdtempSync(path.join(tmpdir(), "quittance-tests-"));
process.env.QUITTANCE_TEST_QUEUE = queue;
let made = 0;
for (let first = 0; first < files.length; made += 1) {
  const fair = Math.ceil((files.length - first) / (3 * cores));
  const some = files.slice(first, first + Math.min(fair, MOST_AT_ONCE));
  writeFileSync(path.join(queue, `${made}.json`), JSON.stringify(some));
  first += some.length;
}

// Of a name of its own: @types/node does not know globalSetupPath.
const options = {
  files: Array.from({ length: made }, () => path.join(import.meta.dirname, "some-files.ts")),
  // One more: a test that waits for a lock, a queue or a process to end leaves its core to another.
  concurrency: cores + 1,
  timeout: LONGEST_MS,
  cwd: ROOT,
  globalSetupPath: path.join(import.meta.dirname, "support/global-setup.ts"),
};
const stream = run(options);
stream.on("test:fail", () => {
  process.exitCode = 1;
});
stream.once("close", () => rmSync(queue, { recursive: true }));
stream.compose(new spec()).pipe(process.stdout);
