import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { deleteInvoiceRows } from "#store/invoice-life.ts";
import { saveOperationJob } from "#store/operation-jobs.ts";
import type { Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import { refuseGap } from "./refuse-gap.ts";

/**
 * Deletes a cancelled invoice for good, and returns the job that has done it. Its number is not given
 * to another one.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_CANCELED, NOT_ALLOWED.
 */
export const deleteInvoice = (
  context: Context,
  key: string,
): Promise<{ invoiceId: string; jobId: string }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceWithAccount(tx, key);
    if (invoice.status !== "Canceled") throw new BillingError("INVOICE_NOT_CANCELED");
    await refuseGap(tx, invoice.invoiceNumber);
    await deleteInvoiceRows(tx, invoice);
    const { accountId, invoiceId: objectId } = invoice;
    const jobId = newId();
    const job = { jobId, accountId, objectType: "Invoice", objectId } as const;
    const done = { operationType: "Delete", status: "Completed" } as const;
    await saveOperationJob(tx, { ...job, ...done }, context.userId);
    return { invoiceId: objectId, jobId };
  });
