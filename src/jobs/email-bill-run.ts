import { contextOf } from "#operations/context.ts";
import { sendBillRunEmails } from "#operations/send-bill-run-emails.ts";
import type { Database } from "#store/database.ts";
import type { BillRunEmailWork } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/**
 * Sends the documents of a bill run in the name of who asked for it, on the entity's clock.
 *
 * Errors: throws what another attempt may get past; it then goes on with what is left.
 */
export async function emailBillRun(
  database: Database,
  { entityId, userId, ...asked }: BillRunEmailWork,
  signal: AbortSignal,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  const requestId = `bill-run-emails-${asked.billRunId}`;
  const caller = { database, entity, userId, requestId, entityChanged: () => undefined };
  await sendBillRunEmails(contextOf(caller, Temporal.Now.instant()), asked, { signal });
}
