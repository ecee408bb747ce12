import type { IssuedDocuments } from "#engine/billing/issue-documents.ts";
import type { Transaction } from "#store/database.ts";
import { documentNumbers, isTemporaryNumber } from "#store/document-numbers.ts";
import { findSetsOfDocuments } from "#store/sequence-sets.ts";

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

type InvoiceToPost = {
  readonly accountId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
};

type CreditMemoToPost = {
  readonly accountId: string;
  readonly creditMemoId: string;
  readonly creditMemoNumber: string;
};

/** Drafts that are being posted: those of a temporary number have the one that they keep. */
export async function numberPostedInvoices<Draft extends InvoiceToPost>(
  tx: Transaction,
  kind: "invoice" | "debit_memo",
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const waiting = drafts.filter(({ invoiceNumber }) => isTemporaryNumber(invoiceNumber));
  const documents = waiting.map(({ accountId, invoiceId: documentId }) => ({
    accountId,
    documentId,
  }));
  const numbers = await numbersOfPosted(tx, kind, documents);
  return drafts.map((draft) => ({
    ...draft,
    invoiceNumber: numbers.get(draft.invoiceId) ?? draft.invoiceNumber,
  }));
}

/** The same of credit memos. */
export async function numberPostedCreditMemos<Draft extends CreditMemoToPost>(
  tx: Transaction,
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const waiting = drafts.filter(({ creditMemoNumber }) => isTemporaryNumber(creditMemoNumber));
  const documents = waiting.map(({ accountId, creditMemoId: documentId }) => ({
    accountId,
    documentId,
  }));
  const numbers = await numbersOfPosted(tx, "credit_memo", documents);
  return drafts.map((draft) => ({
    ...draft,
    creditMemoNumber: numbers.get(draft.creditMemoId) ?? draft.creditMemoNumber,
  }));
}

type Posted = { readonly accountId: string; readonly documentId: string };

/** By document. */
async function numbersOfPosted(
  tx: Transaction,
  kind: "invoice" | "credit_memo" | "debit_memo",
  documents: readonly Posted[],
): Promise<Map<string, string>> {
  if (documents.length === 0) return new Map();
  // Debit memos bill no subscription.
  const sets = kind === "debit_memo" ? new Map() : await findSetsOfDocuments(tx, kind, documents);
  const posted = documents.map(({ accountId, documentId }) => ({
    accountId,
    sequenceSetId: sets.get(documentId) ?? null,
    status: "Posted",
  }));
  const numbers = await documentNumbers(tx, kind, posted);
  return new Map(documents.map(({ documentId }, index) => [documentId, numbers[index] ?? ""]));
}
