import { dueDate } from "#engine/billing/due-date.ts";
import { savePosted } from "#store/bill-run-states.ts";
import { type BillRun, findBillRun } from "#store/bill-runs.ts";
import { lockAccounts } from "#store/billing-batches.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  listAccountsWithDrafts,
  listDraftsOfRun,
  savePostedCreditMemos,
  savePostedInvoices,
} from "#store/drafts.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { authorOf, type Context } from "./context.ts";
import { numberPostedCreditMemos, numberPostedInvoices } from "./number-documents.ts";
import { type MoneyEvent, recordMoney } from "./record-money.ts";

/** Accounts posted by one transaction. */
const BATCH_SIZE = 1_000;

export type Attempt = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Posts the drafts of a run that is PostInProgress, account by account; any other run is left alone.
 * What has been posted stays posted: after a crash the rest follows.
 *
 * @param attempt  runs a transaction, again when it may succeed a moment later
 * @param signal  when it is aborted, the rest is left for the next start
 */
export async function postDraftsOfRun(
  context: Context,
  billRunId: string,
  attempt: Attempt,
  signal?: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  let last: string | undefined = "";
  while (last !== undefined && !signal?.aborted) {
    const after: string = last;
    last = await attempt(() =>
      inTransaction(database, entityId, (tx) => postNextAccounts(tx, context, billRunId, after)),
    );
  }
}

/**
 * @param after  the account that was posted last; empty: none was
 * @returns the same, undefined where there is none left
 */
async function postNextAccounts(
  tx: Transaction,
  context: Context,
  billRunId: string,
  after: string,
): Promise<string | undefined> {
  const billRun = await findBillRun(tx, billRunId);
  if (billRun?.status !== "PostInProgress") return undefined;
  const accountIds = await listAccountsWithDrafts(tx, billRunId, BATCH_SIZE, after || undefined);
  if (accountIds.length === 0) {
    await savePosted(tx, billRunId, context.now.toString());
    return undefined;
  }
  await lockAccounts(tx, accountIds);
  await postDrafts(tx, context, billRun, accountIds);
  return accountIds.at(-1);
}

async function postDrafts(
  tx: Transaction,
  context: Context,
  { billRunId, invoiceDate }: BillRun,
  accountIds: readonly string[],
): Promise<void> {
  const posted = authorOf(context);
  const { invoices, creditMemos } = await listDraftsOfRun(tx, billRunId, accountIds);
  const paymentTerms = await findPaymentTerms(tx);
  const numbered = await numberPostedInvoices(tx, "invoice", invoices);
  const datedInvoices = numbered.map((invoice) => ({
    ...invoice,
    invoiceDate,
    dueDate: dueDate(invoiceDate, invoice.paymentTerm, paymentTerms),
    ...invoice.ownDates,
    documentType: "Invoice" as const,
  }));
  const datedMemos = (await numberPostedCreditMemos(tx, creditMemos)).map((creditMemo) => ({
    ...creditMemo,
    creditMemoDate: invoiceDate,
  }));
  await savePostedInvoices(tx, datedInvoices, posted);
  await savePostedCreditMemos(tx, datedMemos, posted);
  const money = ({ accountId }: { accountId: string }, event: MoneyEvent["event"]) => ({
    accountId,
    event,
  });
  await recordMoney(tx, context, [
    ...datedInvoices.map((invoice) => money(invoice, { type: "InvoicePosted", invoice })),
    ...datedMemos.map((creditMemo) => money(creditMemo, { type: "CreditMemoPosted", creditMemo })),
  ]);
}
