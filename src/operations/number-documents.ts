import type { IssuedDocuments } from "#engine/billing/issue-documents.ts";
import type { Transaction } from "#store/database.ts";
import { documentNumbers, isTemporaryNumber } from "#store/document-numbers.ts";

/** Gives documents that billing has made their numbers: no more than there are documents. */
export async function numberDocuments(
  tx: Transaction,
  { invoices, creditMemos }: IssuedDocuments,
): Promise<IssuedDocuments> {
  const invoiceNumbers = await documentNumbers(tx, "invoice", invoices);
  const creditMemoNumbers = await documentNumbers(tx, "credit_memo", creditMemos);
  return {
    invoices: invoices.map((invoice, index) => ({
      ...invoice,
      invoiceNumber: invoiceNumbers[index] ?? "",
    })),
    creditMemos: creditMemos.map((creditMemo, index) => ({
      ...creditMemo,
      creditMemoNumber: creditMemoNumbers[index] ?? "",
    })),
  };
}

type InvoiceToPost = { readonly accountId: string; readonly invoiceNumber: string };
type CreditMemoToPost = { readonly accountId: string; readonly creditMemoNumber: string };

/** Drafts that are being posted: those of a temporary number have the one that they keep. */
export async function numberPostedInvoices<Draft extends InvoiceToPost>(
  tx: Transaction,
  kind: "invoice" | "debit_memo",
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const waiting = drafts.filter(({ invoiceNumber }) => isTemporaryNumber(invoiceNumber));
  const numbers = (await documentNumbers(tx, kind, waiting.map(posted))).values();
  return drafts.map((draft) =>
    isTemporaryNumber(draft.invoiceNumber)
      ? { ...draft, invoiceNumber: numbers.next().value ?? "" }
      : draft,
  );
}

/** The same of credit memos. */
export async function numberPostedCreditMemos<Draft extends CreditMemoToPost>(
  tx: Transaction,
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const waiting = drafts.filter(({ creditMemoNumber }) => isTemporaryNumber(creditMemoNumber));
  const numbers = (await documentNumbers(tx, "credit_memo", waiting.map(posted))).values();
  return drafts.map((draft) =>
    isTemporaryNumber(draft.creditMemoNumber)
      ? { ...draft, creditMemoNumber: numbers.next().value ?? "" }
      : draft,
  );
}

const posted = ({ accountId }: { readonly accountId: string }) => ({
  accountId,
  status: "Posted",
});
