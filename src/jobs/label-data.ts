import { contextOf } from "#operations/context.ts";
import { labelData } from "#operations/label-data.ts";
import { actingAs, type Database } from "#store/database.ts";
import type { QueuedJob } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/**
 * Labels in the name of who has asked.
 *
 * Errors: throws what another attempt may get past; it then goes on with what is left.
 */
export async function labelDataAsAsked(
  database: Database,
  { entityId, userId, jobId }: QueuedJob,
  signal: AbortSignal,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const acting = actingAs(database, {
    userId,
    request: { requestId: jobId, operation: "labelData" },
  });
  const entityChanged = () => undefined;
  const caller = { database: acting, entity, userId, requestId: jobId, entityChanged };
  await labelData(contextOf(caller, Temporal.Now.instant()), jobId, signal);
}
