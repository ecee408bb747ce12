/** What an account owes, on invoices and debit memos alike: settlement treats both as one type. */
import type { Invoice } from "#engine/model/document.ts";
import type { Transaction } from "./database.ts";
import { listUnpaidDebitMemos, lockDebitMemos, saveDebitMemoBalances } from "./debit-memos.ts";
import type { Authorship } from "./invoice-rows.ts";
import { listUnpaidInvoicesOfAccount, lockInvoices, saveInvoiceBalances } from "./invoices.ts";

/** Ids or numbers. */
export type ReceivableKeys = {
  readonly invoices: readonly string[];
  readonly debitMemos: readonly string[];
};

/**
 * Invoices and debit memos of an account with their items, in no order; those that are not found, or
 * are another account's, are missing. The account is locked already.
 */
export async function lockReceivables(
  tx: Transaction,
  accountId: string,
  keys: ReceivableKeys,
): Promise<Invoice[]> {
  return [
    ...(await lockInvoices(tx, accountId, keys.invoices)),
    ...(await lockDebitMemos(tx, accountId, keys.debitMemos)),
  ];
}

/** Posted ones that owe something, invoices first, each by date and number. The account is locked. */
export async function listUnpaidReceivables(
  tx: Transaction,
  accountId: string,
): Promise<Invoice[]> {
  return [
    ...(await listUnpaidInvoicesOfAccount(tx, accountId)),
    ...(await listUnpaidDebitMemos(tx, accountId)),
  ];
}

/** Saves what is owed of documents, their items and taxes after something was applied to them. */
export async function saveReceivableBalances(
  tx: Transaction,
  receivables: readonly Invoice[],
  author: Pick<Authorship, "userId" | "now">,
): Promise<void> {
  const { Invoice: invoices = [], DebitMemo: debitMemos = [] } = Object.groupBy(
    receivables,
    ({ documentType }) => documentType,
  );
  await saveInvoiceBalances(tx, invoices, author);
  await saveDebitMemoBalances(tx, debitMemos, author);
}
