/**
 * `npm run bench -- <workload> [--json] [--size N] [--concurrency N]`: runs a workload on the embedded PostgreSQL in a
 * temporary directory, with default durability (fsync on), and prints what was measured and where.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { contextOf } from "#operations/context.ts";
import { openDatabase } from "#store/database.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { newId } from "#store/ids.ts";
import { migrate } from "#store/migrate.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import type { BenchEnvironment, Measurement, Workload } from "./workload.ts";
import { WORKLOADS } from "./workloads.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    size: { type: "string" },
    concurrency: { type: "string" },
  },
});
const workload = WORKLOADS.find(({ name }) => name === positionals[0]);
if (workload) await measure(workload);
else {
  console.error("Usage: npm run bench -- <workload> [--json] [--size N]\n");
  for (const { name, description } of WORKLOADS) console.error(`  ${name}  ${description}`);
  process.exitCode = 1;
}

async function measure(workload: Workload): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "quittance-bench-"));
  const postgres = await startEmbeddedPostgres(directory);
  try {
    await migrate(postgres.url);
    const machine = await readMachine(postgres.url);
    const measurements = await runIn(directory, postgres.url, workload);
    if (values.json) printJson(workload, machine, measurements);
    else printTable(workload, machine, measurements);
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runIn(
  directory: string,
  ownerUrl: string,
  workload: Workload,
): Promise<Measurement[]> {
  const entityId = newId();
  const userId = newId();
  await createEntity(ownerUrl, entityId, userId);
  const database = openDatabase(ownerUrl);
  const environment: BenchEnvironment = {
    database,
    ownerUrl,
    directory,
    size: numberIn(values.size),
    concurrency: numberIn(values.concurrency),
    context(today) {
      const entity = { entityId, timeZone: "UTC", clockDate: today as PlainDate };
      const entityChanged = () => undefined;
      const caller = { database, entity, userId, requestId: newId(), entityChanged };
      return contextOf(caller, Temporal.Now.instant());
    },
  };
  try {
    return await workload.run(environment);
  } finally {
    await database.close();
  }
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function createEntity(ownerUrl: string, entityId: string, userId: string): Promise<void> {
  return withOwnerConnection(ownerUrl, async (client) => {
    await client.query("insert into entities (entity_id, name) values ($1, 'Bench')", [entityId]);
    await client.query(
      "insert into users (user_id, entity_id, user_name) values ($1, $2, 'bench@example.com')",
      [userId, entityId],
    );
  });
}

type Machine = Readonly<Record<"cpu" | "cores" | "memory" | "node" | "postgres" | "fsync", string>>;

function readMachine(ownerUrl: string): Promise<Machine> {
  return withOwnerConnection(ownerUrl, async (client) => {
    const setting = async (name: string): Promise<string> => {
      const { rows } = await client.query<{ value: string }>(
        "select current_setting($1) as value",
        [name],
      );
      return rows[0]?.value ?? "";
    };
    return {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: String(cpus().length),
      memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
      node: process.version,
      postgres: await setting("server_version"),
      fsync: await setting("fsync"),
    };
  });
}

function printTable(workload: Workload, machine: Machine, measurements: Measurement[]): void {
  const { cpu, cores, memory, node, postgres, fsync } = machine;
  console.log(`${workload.name}: ${workload.description}`);
  console.log(
    `${cpu}, ${cores} cores, ${memory}; Node ${node}, PostgreSQL ${postgres}, fsync ${fsync}\n`,
  );
  const width = Math.max(...measurements.map(({ name }) => name.length));
  for (const { name, value, unit, publishedSeconds } of measurements) {
    const line = `  ${name.padEnd(width)}  ${written(value).padStart(10)} ${unit}`;
    console.log(publishedSeconds ? `${line}${beside(value, publishedSeconds)}` : line);
  }
}

function beside(seconds: number, publishedSeconds: number): string {
  const times = written(publishedSeconds / seconds);
  return `   published ${String(publishedSeconds).padStart(3)} s: ${times} times`;
}

function written(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 1 ? 3 : value < 100 ? 2 : 0 });
}

/** One line a measurement, so that figures of many runs can be put together. */
function printJson(workload: Workload, machine: Machine, measurements: Measurement[]): void {
  for (const measurement of measurements) {
    console.log(JSON.stringify({ workload: workload.name, ...measurement, ...machine }));
  }
}
