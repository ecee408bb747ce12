import { contextOf } from "#operations/context.ts";
import { workOnBulkCancel } from "#operations/run-bulk-cancel.ts";
import { findBulkCancel } from "#store/bulk-cancels.ts";
import { actingAs, type Database, inTransaction, limitedTo } from "#store/database.ts";
import type { BulkCancelWork } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/**
 * Works on a bulk cancel for a moment, in the name of who has planned it or started it, and of the
 * accounts that he sees. What it throws is tried again, and goes on where it was.
 */
export async function workOnBulkCancelAsAsked(
  database: Database,
  { entityId, bulkCancelId, worker }: BulkCancelWork,
  signal: AbortSignal,
  calloutHosts: ReadonlySet<string>,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const found = await inTransaction(database, entityId, (tx) => findBulkCancel(tx, bulkCancelId));
  if (!found) return;
  const userId = found.startedById ?? found.plannedById;
  const seen = actingAs(limitedTo(database, found.organizationIds), { userId });
  const entityChanged = () => undefined;
  const requestId = `bulk-cancel-${bulkCancelId}`;
  const caller = { database: seen, entity, userId, requestId, entityChanged, calloutHosts };
  const context = contextOf(caller, Temporal.Now.instant());
  await workOnBulkCancel(context, bulkCancelId, worker, signal);
}
