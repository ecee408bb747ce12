import { type Context, contextOf } from "#operations/context.ts";
import { runPaymentRun } from "#operations/run-payment-run.ts";
import { type Database, inTransaction } from "#store/database.ts";
import type { QueuedJob } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";
import { findPaymentRun } from "#store/payment-runs.ts";

/**
 * Executes a payment run, in the name of who asked for it. What it throws is tried again, and goes on
 * where it was.
 */
export async function collectAsAsked(
  database: Database,
  { entityId, userId, jobId }: QueuedJob,
  signal: AbortSignal,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const caller = { database, entity, userId, requestId: jobId, entityChanged: () => undefined };
  const context = contextOf(caller, Temporal.Now.instant());
  // On a clock of its own its time may not have come yet: whoever moves that one does it.
  if (entity.clockDate !== null && !(await isDue(context, jobId))) return;
  await runPaymentRun(context, jobId, { signal });
  // Somebody else, or this process when it starts again, finishes what was stopped.
  if (signal.aborted) throw new Error("The payment run was stopped, and goes on later.");
}

async function isDue({ database, entityId, now }: Context, jobId: string): Promise<boolean> {
  const run = await inTransaction(database, entityId, (tx) => findPaymentRun(tx, jobId));
  return run?.runAt == null || Temporal.Instant.compare(run.runAt, now) <= 0;
}
