import type { JournalEntry } from "#engine/settlement/journal.ts";
import type { Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";

/** Entries of one account, in the transaction of the documents that they record. */
export type AccountEntries = {
  readonly accountId: string;
  readonly entries: readonly JournalEntry[];
};

/** Appends to the journal; nothing ever changes it. */
export async function saveJournalEntries(
  tx: Transaction,
  accounts: readonly AccountEntries[],
  /** ISO instant. */
  now: string,
): Promise<void> {
  const rows = accounts.flatMap(({ accountId, entries }) =>
    entries.map((entry) => ({
      account_id: accountId,
      journal_entry_id: newId(),
      accounting_date: entry.accountingDate,
      currency: entry.currency,
      debit: entry.debit,
      credit: entry.credit,
      amount: entry.amount,
      document_type: entry.documentType,
      document_id: entry.documentId,
      applied_to_document_id: entry.appliedToDocumentId,
      created_at: now,
    })),
  );
  await insertRows(tx, "journal_entries", COLUMNS, rows);
}

const COLUMNS = {
  account_id: "uuid",
  journal_entry_id: "uuid",
  accounting_date: "date",
  currency: "text",
  debit: "text",
  credit: "text",
  amount: "numeric",
  document_type: "text",
  document_id: "uuid",
  applied_to_document_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;
