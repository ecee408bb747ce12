import { contextOf } from "#operations/context.ts";
import { printPosted } from "#operations/pdfs-of-posted.ts";
import type { Database } from "#store/database.ts";
import type { PrintWork } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/**
 * Makes the files of invoices in the name of who has posted them, on the entity's clock.
 *
 * Errors: throws what another attempt may get past; it then goes on with what is left.
 */
export async function printInvoices(
  database: Database,
  { entityId, userId, ...asked }: PrintWork,
  signal: AbortSignal,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const caller = {
    database,
    entity,
    userId,
    requestId: "print-invoices",
    entityChanged: () => undefined,
  };
  await printPosted(contextOf(caller, Temporal.Now.instant()), asked, signal);
}
