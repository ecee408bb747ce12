import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listInvoicesToPrint } from "#store/invoices-to-print.ts";
import { enqueuePrints } from "#store/job-queue.ts";
import { findPostingRules } from "#store/settings.ts";
import type { Context } from "./context.ts";
import { printDocument } from "./print-document.ts";
import type { MoneyEvent } from "./record-money.ts";

/**
 * Where the billing rule preGenerateInvoicePdf says so, asks for files of the invoices that are posted:
 * one job for all of a transaction, done when that is committed. Who posts does not wait for it.
 */
export async function askForPdfsOfPosted(
  tx: Transaction,
  { userId }: Context,
  money: readonly MoneyEvent[],
): Promise<void> {
  const invoiceIds = money.flatMap(({ event }) =>
    event.type === "InvoicePosted" && event.invoice.documentType === "Invoice"
      ? [event.invoice.invoiceId]
      : [],
  );
  if (invoiceIds.length === 0 || !(await findPostingRules(tx)).preGenerateInvoicePdf) return;
  await enqueuePrints(tx, { invoiceIds, userId });
}

/**
 * Prints those of the invoices that are still posted and have no newer file. Called again after a crash
 * it goes on with those that are left.
 *
 * Errors: throws what another attempt may get past, and when it is stopped.
 *
 * @param since  version number of a file that is new enough: milliseconds of when it was asked for
 */
export async function printPosted(
  context: Context,
  asked: { readonly invoiceIds: readonly string[]; readonly since: number },
  signal: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  const left = await inTransaction(database, entityId, (tx) => listInvoicesToPrint(tx, asked));
  for (const invoiceId of left) {
    if (signal.aborted) throw new Error("PDF files of invoices were stopped, and go on later.");
    try {
      await printDocument(context, "Invoice", invoiceId);
    } catch (error) {
      // Cancelled or deleted since.
      if (!(error instanceof BillingError)) throw error;
    }
  }
}
