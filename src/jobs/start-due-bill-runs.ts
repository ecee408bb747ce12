import { type Context, contextOf } from "#operations/context.ts";
import { startDueBillRuns } from "#operations/start-due-bill-runs.ts";
import { tellOfDates } from "#operations/tell-of-dates.ts";
import { isClockMoving } from "#store/clock.ts";
import { type Database, inTransaction, isTemporary } from "#store/database.ts";
import { listDuePaymentRuns } from "#store/due-work.ts";
import { enqueuePaymentRun } from "#store/job-queue.ts";
import { listEntities } from "#store/oauth.ts";

/**
 * Begins the scheduled bill runs of all entities whose time has come, each on its own clock, and tells of
 * dates whose hour has come. The runs go on in this process. What fails is in the log; it is tried again a quarter of an hour later.
 *
 * Errors: throws when the database is away.
 */
export async function startDueBillRunsOfAll(
  database: Database,
  signal: AbortSignal,
): Promise<void> {
  for (const entity of await listEntities(database)) {
    if (signal.aborted) return;
    const requestId = `due-bill-runs-${entity.entityId}`;
    const caller = { database, entity, userId: "", requestId, entityChanged: () => undefined };
    try {
      if (await inTransaction(database, entity.entityId, isClockMoving)) continue;
      const context = contextOf(caller, Temporal.Now.instant());
      await tellOfDates(context, signal);
      await startDueBillRuns(context, signal);
      if (entity.isSandbox) await enqueueDuePaymentRuns(context);
    } catch (error) {
      if (isTemporary(error)) throw error;
      console.error(`Scheduled bill runs, entity ${entity.entityId}:`, error);
    }
  }
}

/** The queue knows the real clock alone, and nothing of what is put back: these are looked for. */
const enqueueDuePaymentRuns = ({ database, entityId, now }: Context): Promise<void> =>
  inTransaction(database, entityId, async (tx) => {
    for (const { paymentRunId: jobId, userId } of await listDuePaymentRuns(tx, now.toString())) {
      await enqueuePaymentRun(tx, { entityId, userId, jobId }, null);
    }
  });
