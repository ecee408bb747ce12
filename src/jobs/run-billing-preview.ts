import { contextOf } from "#operations/context.ts";
import { runBillingPreview } from "#operations/run-billing-preview.ts";
import { findPreviewRun } from "#store/billing-preview-runs.ts";
import { type Database, inTransaction } from "#store/database.ts";
import type { PreviewRunWork } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/**
 * Computes a preview of many accounts in the name of who asked for it, on the entity's clock.
 *
 * Errors: throws what another attempt may get past; it then goes on with the batches that are left.
 */
export async function runBillingPreviewOf(
  database: Database,
  { entityId, billingPreviewRunId }: PreviewRunWork,
  signal: AbortSignal,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const run = await inTransaction(database, entityId, (tx) =>
    findPreviewRun(tx, billingPreviewRunId),
  );
  if (!run) return;
  const requestId = `billing-preview-${billingPreviewRunId}`;
  const entityChanged = () => undefined;
  const caller = { database, entity, userId: run.createdById, requestId, entityChanged };
  await runBillingPreview(contextOf(caller, Temporal.Now.instant()), billingPreviewRunId, signal);
}
