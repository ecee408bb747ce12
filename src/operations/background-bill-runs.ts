/**
 * Bill runs that go on in this process after their request was answered: one set for each database,
 * so that a server that stops can wait for its own.
 */
import { listUnfinishedBillRuns } from "#store/bill-runs.ts";
import { type Database, inTransaction } from "#store/database.ts";
import { listEntities } from "#store/oauth.ts";
import { type Context, contextOf } from "./context.ts";
import { runBillRun } from "./run-bill-run.ts";

type Background = { readonly stopping: AbortController; readonly running: Set<Promise<void>> };

const background = new WeakMap<Database, Background>();

function backgroundOf(database: Database): Background {
  const existing = background.get(database);
  if (existing) return existing;
  const created = { stopping: new AbortController(), running: new Set<Promise<void>>() };
  background.set(database, created);
  return created;
}

/** Goes on with a run, whatever its status, once its request is committed; returns at once. */
export const startBillRun = (context: Context, billRunId: string): void =>
  context.afterCommit((committed) => goOn(committed, billRunId));

function goOn(context: Context, billRunId: string): void {
  const { stopping, running } = backgroundOf(context.database);
  const run = runBillRun(context, billRunId, { signal: stopping.signal })
    // The run is marked Error where that can be; somebody should hear of the rest.
    .catch((error: unknown) => console.error(`Bill run ${billRunId}:`, error))
    .finally(() => running.delete(run));
  running.add(run);
}

/** Goes on with what an earlier process left unfinished, in all entities. */
export async function resumeBillRuns(database: Database): Promise<void> {
  for (const entity of await listEntities(database)) {
    const unfinished = await inTransaction(database, entity.entityId, listUnfinishedBillRuns);
    for (const { billRunId, createdById: userId } of unfinished) {
      const entityChanged = () => undefined;
      const caller = { database, entity, userId, requestId: billRunId, entityChanged };
      startBillRun(contextOf(caller, Temporal.Now.instant()), billRunId);
    }
  }
}

/** Settles when the batches in work are finished; the rest waits for the next start. */
export async function stopBillRuns(database: Database): Promise<void> {
  const { stopping, running } = backgroundOf(database);
  stopping.abort();
  await Promise.all(running);
  background.delete(database);
}
