import type { CreditMemo, CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { saveCreditMemos, saveCreditUse } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { saveDebitMemos } from "#store/debit-memos.ts";
import { saveReceivableBalances } from "#store/receivables.ts";
import { authorOf, type Context } from "./context.ts";
import { recordCreditMemoCreated, recordDebitMemoCreated } from "./record-events.ts";
import { type MoneyEvent, recordMoney } from "./record-money.ts";

/** Who writes and when, of a document that neither a bill run nor an order makes. */
export const authorshipByHand = (context: Context) => ({
  ...authorOf(context),
  billRunId: null,
  orderId: null,
});

/** What a memo has paid, or, below zero, pays no more, of one document. */
export type MemoApplication = {
  readonly application: CreditMemoApplication;
  /** As it is after it. */
  readonly document: Invoice;
};

/** A credit memo that a person has made, as it is after what was applied of it. */
export async function saveNewCreditMemo(
  tx: Transaction,
  context: Context,
  creditMemo: CreditMemo,
  applied: readonly MemoApplication[],
): Promise<void> {
  await saveCreditMemos(tx, [creditMemo], authorshipByHand(context));
  await recordCreditMemoCreated(tx, context, creditMemo);
  const posted = creditMemo.status === "Posted" ? [postingOf(creditMemo)] : [];
  await saveApplied(tx, context, creditMemo, applied, posted);
}

/** What is left of a memo that was there before, and of what it has paid. */
export async function saveUsedCreditMemo(
  tx: Transaction,
  context: Context,
  creditMemo: CreditMemo,
  applied: readonly MemoApplication[],
  before: readonly MoneyEvent[] = [],
): Promise<void> {
  await saveCreditUse(tx, [creditMemo], authorshipByHand(context));
  await saveApplied(tx, context, creditMemo, applied, before);
}

async function saveApplied(
  tx: Transaction,
  context: Context,
  creditMemo: CreditMemo,
  applied: readonly MemoApplication[],
  before: readonly MoneyEvent[],
): Promise<void> {
  const { accountId } = creditMemo;
  const author = authorshipByHand(context);
  const applications = applied.map(({ application }) => application);
  await saveCreditMemoApplications(tx, accountId, applications, author);
  await saveReceivableBalances(
    tx,
    applied.map(({ document }) => document),
    author,
  );
  await recordMoney(tx, context, [
    ...before,
    ...applications.map((application) => ({
      accountId,
      event: { type: "CreditMemoApplied", creditMemo, application } as const,
    })),
  ]);
}

/** A memo that gives up what is owed is posted as what it is. */
export const postingOf = (creditMemo: CreditMemo): MoneyEvent => ({
  accountId: creditMemo.accountId,
  event: { type: creditMemo.isWriteOff ? "WriteOffPosted" : "CreditMemoPosted", creditMemo },
});

/** A debit memo that a person has made. */
export async function saveNewDebitMemo(
  tx: Transaction,
  context: Context,
  debitMemo: DebitMemo,
): Promise<void> {
  await saveDebitMemos(tx, [debitMemo], authorshipByHand(context));
  await recordDebitMemoCreated(tx, context, debitMemo);
  if (debitMemo.status === "Posted") await recordMoney(tx, context, [debitPostingOf(debitMemo)]);
}

export const debitPostingOf = (invoice: DebitMemo): MoneyEvent => ({
  accountId: invoice.accountId,
  event: { type: "InvoicePosted", invoice },
});
