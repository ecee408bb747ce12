/**
 * Bill runs that go on in this process after their request was answered: one set for each database,
 * so that a server that stops can wait for its own. Other processes join them (`joinBillRun`), and go
 * on with them when this one dies.
 */
import { listUnfinishedBillRuns } from "#store/bill-runs.ts";
import { actingAs, type Database, inTransaction, limitedTo } from "#store/database.ts";
import { type BillRunWork, enqueueBillRun } from "#store/job-queue.ts";
import { type EntityRow, findEntity, listEntities } from "#store/oauth.ts";
import { type Context, contextOf } from "./context.ts";
import { runBillRun } from "./run-bill-run.ts";

type Background = { readonly stopping: AbortController; readonly running: Set<Running> };
type Running = { readonly billRunId: string; readonly ended: Promise<void> };

const background = new WeakMap<Database["pool"], Background>();

function backgroundOf({ pool }: Database): Background {
  const existing = background.get(pool);
  if (existing) return existing;
  const created = { stopping: new AbortController(), running: new Set<Running>() };
  background.set(pool, created);
  return created;
}

/** Goes on with a run, whatever its status, once its request is committed; returns at once. */
export const startBillRun = (context: Context, billRunId: string): void =>
  context.afterCommit((committed) => {
    goOn({ ...committed, userId: context.userId }, billRunId);
  });

/**
 * Works on a run until it has ended, or until `signal` says that it is to be left. One that this process
 * works on already is waited for.
 */
export async function completeBillRun(
  context: Context,
  billRunId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { running } = backgroundOf(context.database);
  const here = [...running].find((each) => each.billRunId === billRunId);
  await (here ?? goOn(context, billRunId, signal)).ended;
}

function goOn(context: Context, billRunId: string, signal?: AbortSignal): Running {
  const { stopping, running } = backgroundOf(context.database);
  // Nobody waits for it any more: its documents tell of themselves.
  // Whose accounts it bills, the run says, in whatever process.
  const database = actingAs(limitedTo(context.database, null), { userId: context.userId });
  const stopped = signal ? AbortSignal.any([stopping.signal, signal]) : stopping.signal;
  const ended = runBillRun({ ...context, database }, billRunId, { signal: stopped })
    // The run is marked Error where that can be; somebody should hear of the rest.
    .catch((error: unknown) => console.error(`Bill run ${billRunId}:`, error))
    .finally(() => running.delete(run));
  const run = { billRunId, ended };
  running.add(run);
  return run;
}

/** Goes on with what an earlier process left unfinished, in all entities. */
export async function resumeBillRuns(database: Database): Promise<void> {
  for (const entity of await listEntities(database)) {
    const unfinished = await inTransaction(database, entity.entityId, listUnfinishedBillRuns);
    for (const { billRunId, createdById } of unfinished) {
      startBillRun(contextOfRun(database, entity, billRunId, createdById), billRunId);
    }
  }
}

/**
 * Works on a run beside the process that began it, unless this process does already, and sees to it
 * that others are asked, and this one again: as long as the run goes on, whoever is left goes on with it.
 */
export async function joinBillRun(
  database: Database,
  { entityId, billRunId }: BillRunWork,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const run = await inTransaction(database, entityId, async (tx) => {
    const unfinished = await listUnfinishedBillRuns(tx);
    const found = unfinished.find((each) => each.billRunId === billRunId);
    if (found) await enqueueBillRun(tx, billRunId);
    return found;
  });
  const { running, stopping } = backgroundOf(database);
  const isHere = [...running].some((each) => each.billRunId === billRunId);
  if (!run || isHere || stopping.signal.aborted) return;
  goOn(contextOfRun(database, entity, billRunId, run.createdById), billRunId);
}

function contextOfRun(database: Database, entity: EntityRow, billRunId: string, userId: string) {
  const entityChanged = () => undefined;
  const caller = { database, entity, userId, requestId: billRunId, entityChanged };
  return contextOf(caller, Temporal.Now.instant());
}

/** Settles when the batches in work are finished; the rest waits for the next start, or for others. */
export async function stopBillRuns(database: Database): Promise<void> {
  const { stopping, running } = backgroundOf(database);
  stopping.abort();
  await Promise.all([...running].map(({ ended }) => ended));
  background.delete(database.pool);
}
