import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import type { DocumentStatus, Invoice, InvoiceStatus } from "#engine/model/document.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import { findCreditMemoAccountId, lockCreditMemo } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { findDebitMemoAccountId, lockDebitMemos } from "#store/debit-memos.ts";
import { findInvoiceAccountId, lockInvoices } from "#store/invoices.ts";

export type LockedCreditMemo = {
  readonly account: LockedAccount;
  readonly creditMemo: CreditMemo;
};

/** The account first: it orders all changes of what is owed. Errors: ENTITY_NOT_FOUND. */
export async function lockCreditMemoOfAccount(
  tx: Transaction,
  key: string,
): Promise<LockedCreditMemo> {
  const accountId = await findCreditMemoAccountId(tx, key);
  const account = accountId && (await lockAccount(tx, { accountId }));
  const creditMemo = account && (await lockCreditMemo(tx, account.accountId, key));
  if (!account || !creditMemo) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { account, creditMemo };
}

export type LockedDebitMemo = { readonly account: LockedAccount; readonly debitMemo: DebitMemo };

/** The account first. Errors: ENTITY_NOT_FOUND. */
export async function lockDebitMemoOfAccount(
  tx: Transaction,
  key: string,
): Promise<LockedDebitMemo> {
  const accountId = await findDebitMemoAccountId(tx, key);
  const account = accountId && (await lockAccount(tx, { accountId }));
  const [debitMemo] = account ? await lockDebitMemos(tx, account.accountId, [key]) : [];
  if (!account || !debitMemo) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { account, debitMemo };
}

export type LockedInvoice = { readonly account: LockedAccount; readonly invoice: Invoice };

/** The account first. Errors: ENTITY_NOT_FOUND. */
export async function lockInvoiceOfAccount(tx: Transaction, key: string): Promise<LockedInvoice> {
  const accountId = await findInvoiceAccountId(tx, key);
  const account = accountId && (await lockAccount(tx, { accountId }));
  const [invoice] = account ? await lockInvoices(tx, account.accountId, [key]) : [];
  if (!account || !invoice) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { account, invoice };
}

/** Errors: MEMO_STATUS. */
export function refuseStatus(
  what: string,
  status: InvoiceStatus,
  needed: DocumentStatus,
  done: string,
): void {
  if (status === needed) return;
  throw new BillingError("MEMO_STATUS", { what, status, needed, done });
}

export const nameOfCreditMemo = ({ creditMemoNumber }: CreditMemo): string =>
  `Credit memo '${creditMemoNumber}'`;
