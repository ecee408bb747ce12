import { contextOf } from "#operations/context.ts";
import { startDueBillRuns } from "#operations/start-due-bill-runs.ts";
import { type Database, isTemporary } from "#store/database.ts";
import { listEntities } from "#store/oauth.ts";

/**
 * Begins the scheduled bill runs of all entities whose time has come, each on its own clock. They go on
 * in this process. What fails is in the log; it is tried again a quarter of an hour later.
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
      await startDueBillRuns(contextOf(caller, Temporal.Now.instant()), signal);
    } catch (error) {
      if (isTemporary(error)) throw error;
      console.error(`Scheduled bill runs, entity ${entity.entityId}:`, error);
    }
  }
}
