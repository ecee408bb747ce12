import { contextOf } from "#operations/context.ts";
import { runPaymentRun } from "#operations/run-payment-run.ts";
import type { Database } from "#store/database.ts";
import type { QueuedJob } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

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
  await runPaymentRun(contextOf(caller, Temporal.Now.instant()), jobId, { signal });
  // Somebody else, or this process when it starts again, finishes what was stopped.
  if (signal.aborted) throw new Error("The payment run was stopped, and goes on later.");
}
