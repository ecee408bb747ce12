import { assert } from "#engine/assert.ts";
import type { CreditMemo, CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { Invoice, NewInvoice } from "#engine/model/document.ts";
import { type JournalEvent, journalEntries } from "#engine/settlement/journal.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { saveCreditMemoApplications, saveCreditMemos } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import {
  addItemCredits,
  type ItemCredit,
  saveInvoiceBalances,
  saveInvoices,
} from "#store/invoices.ts";
import { saveJournalEntries } from "#store/journal.ts";
import type { Context } from "./context.ts";

/** Documents of one account that one operation has made or changed. */
export type DocumentsToSave = {
  readonly account: Pick<LockedAccount, "accountId" | "billToContactId">;
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  readonly itemCredits: readonly ItemCredit[];
  readonly applications: readonly CreditMemoApplication[];
  /** Invoices, new or old, whose balances the applications have changed. */
  readonly settledInvoices: readonly Invoice[];
  readonly billRunId: string | null;
};

/** Saves documents together with the journal entries that record them: never one without the other. */
export async function saveDocuments(
  tx: Transaction,
  context: Context,
  documents: DocumentsToSave,
): Promise<void> {
  const { account, invoices, creditMemos, itemCredits, applications, billRunId } = documents;
  const { accountId, billToContactId } = account;
  const now = context.now.toString();
  const authorship = { userId: context.userId, now, billRunId };
  await saveInvoices(tx, invoices, authorship);
  await saveCreditMemos(tx, creditMemos, { ...authorship, billToContactId });
  await addItemCredits(tx, itemCredits);
  await saveCreditMemoApplications(tx, accountId, applications, authorship);
  await saveInvoiceBalances(tx, documents.settledInvoices, authorship);
  const entries = journalEventsOf(documents).flatMap(journalEntries);
  await saveJournalEntries(tx, [{ accountId, entries }], now);
}

/** Drafts move no money. */
function journalEventsOf(documents: DocumentsToSave): JournalEvent[] {
  const { invoices, creditMemos, applications } = documents;
  const memos = new Map(creditMemos.map((creditMemo) => [creditMemo.creditMemoId, creditMemo]));
  return [
    ...invoices
      .filter(({ status }) => status === "Posted")
      .map((invoice): JournalEvent => ({ type: "InvoicePosted", invoice })),
    ...creditMemos
      .filter(({ status }) => status === "Posted")
      .map((creditMemo): JournalEvent => ({ type: "CreditMemoPosted", creditMemo })),
    ...applications.flatMap((application): JournalEvent[] => {
      const creditMemo = memos.get(application.creditMemoId);
      assert(creditMemo, "what is applied is saved with its memo");
      return [{ type: "CreditMemoApplied", creditMemo, application }];
    }),
  ];
}
