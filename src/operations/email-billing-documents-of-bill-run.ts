import { BillingError } from "#engine/errors.ts";
import { findBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { enqueueBillRunEmails } from "#store/job-queue.ts";
import type { Context } from "./context.ts";

/**
 * Queues the e-mails of a posted run: `sendBillRunEmails` sends them, those that were never sent alone
 * unless all are asked for again.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a run that is not Posted.
 */
export const emailBillingDocumentsOfBillRun = (
  { database, entityId, userId }: Context,
  key: string,
  { resend }: { readonly resend: boolean },
): Promise<void> =>
  inTransaction(database, entityId, async (tx) => {
    const billRun = await findBillRun(tx, key);
    if (!billRun) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { billRunId, billRunNumber, status } = billRun;
    if (status !== "Posted") {
      const message = `Bill run '${billRunNumber}' is ${status}: only documents of posted bill runs are sent.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await enqueueBillRunEmails(tx, { billRunId, userId, resend });
  });
