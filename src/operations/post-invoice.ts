import { assert } from "#engine/assert.ts";
import { dueDate } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { savePostedCreditMemos, savePostedInvoices } from "#store/drafts.ts";
import { findInvoiceLife, listSiblingDrafts } from "#store/invoice-life.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findBillingRules } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import { numberPostedCreditMemos, numberPostedInvoices } from "./number-documents.ts";
import { lockParts } from "./parts-of-invoice.ts";
import { recordMoney } from "./record-money.ts";

/**
 * Posts a draft invoice, and the credit memos that the same billing has made beside it where the sign
 * of an amount decides what is one. A new invoice date moves the due date with it. Parts of an invoice
 * that was split are posted together, the others on their own dates.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_DRAFT, TAX_ENGINE_FAILED (its taxes are missing).
 *
 * @param invoiceDate  null: the draft's own
 */
export const postInvoice = (
  context: Context,
  key: string,
  invoiceDate: PlainDate | null,
): Promise<Invoice> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceWithAccount(tx, key);
    return postLocked(tx, context, invoice, invoiceDate);
  });

/** The same of an invoice that is locked. Where it was split, all of its parts are posted. */
export async function postLocked(
  tx: Transaction,
  context: Context,
  invoice: Invoice,
  invoiceDate: PlainDate | null,
): Promise<Invoice> {
  const siblings = await siblingsOf(tx, invoice);
  const { invoices } = await lockParts(tx, invoice);
  const posted = await postOne(tx, context, invoice, { invoiceDate, siblings });
  for (const part of invoices) {
    if (part.invoiceId === invoice.invoiceId) continue;
    await postOne(tx, context, part, { invoiceDate: null, siblings: [] });
  }
  return posted;
}

type Posting = {
  readonly invoiceDate: PlainDate | null;
  readonly siblings: Awaited<ReturnType<typeof siblingsOf>>;
};

async function postOne(
  tx: Transaction,
  context: Context,
  invoice: Invoice,
  { invoiceDate, siblings }: Posting,
): Promise<Invoice> {
  if (invoice.status !== "Draft") throw new BillingError("INVOICE_NOT_DRAFT", { done: "posted" });
  if (invoice.taxError !== undefined)
    throw new BillingError("TAX_ENGINE_FAILED", { message: invoice.taxError });
  const life = await findInvoiceLife(tx, invoice);
  assert(life, "a locked invoice is there");
  const { accountId } = invoice;
  const day = invoiceDate ?? invoice.invoiceDate;
  const isMoved = day !== invoice.invoiceDate;
  const due = isMoved ? dueDate(day, life.paymentTerm, await findPaymentTerms(tx)) : life.dueDate;
  const posted = authorOf(context);
  const [numbered = invoice] = await numberPostedInvoices(tx, "invoice", [invoice]);
  const dated = (await numberPostedCreditMemos(tx, siblings)).map((memo) => ({
    ...memo,
    creditMemoDate: invoiceDate ?? memo.creditMemoDate,
  }));
  await savePostedInvoices(tx, [{ ...numbered, invoiceDate: day, dueDate: due }], posted);
  await savePostedCreditMemos(tx, dated, posted);
  await recordMoney(tx, context, [
    { accountId, event: { type: "InvoicePosted", invoice: { ...numbered, invoiceDate: day } } },
    ...dated.map((creditMemo) => ({
      accountId,
      event: { type: "CreditMemoPosted", creditMemo } as const,
    })),
  ]);
  return numbered;
}

/** Drafts that go where this one goes: only where the rule puts what is negative on memos of its own. */
export async function siblingsOf(tx: Transaction, invoice: Invoice) {
  const { legalDocumentGeneratingRule: rule } = await findBillingRules(tx);
  return rule.startsWith("GroupbyChargedAmountSign") ? listSiblingDrafts(tx, invoice) : [];
}
