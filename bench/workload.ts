import type { Context } from "#operations/context.ts";
import type { Database } from "#store/database.ts";

/** What a workload is given: a database of its own, freshly migrated, with one entity in UTC and USD. */
export type BenchEnvironment = {
  /** As the server uses it: row-level security applies. */
  readonly database: Database;
  /** Of the owner of all tables, who may COPY into them. */
  readonly ownerUrl: string;
  /** Where large files may go; removed at the end. */
  readonly directory: string;
  /** `--size`; undefined: the workload's own. */
  readonly size: number | undefined;
  /** `--concurrency`: how many orders are under way at a time; undefined: one after another. */
  readonly concurrency: number | undefined;
  /** An operation's first argument, on the given day. */
  context(today: string): Context;
};

/** One number that was measured. */
export type Measurement = {
  readonly name: string;
  readonly value: number;
  /** "invoices/s", "s", "ms", "MB"; empty for a ratio. */
  readonly unit: string;
  /** What the field's leader says that the same takes; in seconds, as the value then is. */
  readonly publishedSeconds?: number;
};

export type Workload = {
  readonly name: string;
  /** One line: what is done to how many of what. */
  readonly description: string;
  run(environment: BenchEnvironment): Promise<Measurement[]>;
};

/** How long `work` takes. */
export async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ seconds: number; result: Result }> {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}
