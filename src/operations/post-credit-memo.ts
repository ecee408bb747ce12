import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import { applyCreditMemo } from "#engine/settlement/apply-credit-memo.ts";
import { creditOfDraft } from "#engine/settlement/memo-from-lines.ts";
import { later } from "#engine/values/plain-date.ts";
import { saveCreditMemoStatus } from "#store/credit-memo-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { lockInvoices } from "#store/invoices.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { findBeingPaid, freeOf } from "./being-paid.ts";
import { checkAvailableToCredit } from "./check-available-to-credit.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { numberPostedCreditMemos } from "./number-documents.ts";
import {
  authorshipByHand,
  type MemoApplication,
  postingOf,
  saveUsedCreditMemo,
} from "./save-memos.ts";

/**
 * Posts a draft. One that was made from an invoice pays it at once, as far as both go, where its
 * `autoApplyUponPosting` says so.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, CREDITS_TOO_MUCH.
 */
export const postCreditMemo = (context: Context, creditMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
    refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Draft", "posted");
    const invoice = await referredInvoice(tx, creditMemo);
    if (invoice) await checkAvailableToCredit(tx, invoice, creditOfDraft(creditMemo));
    const [numbered = creditMemo] = await numberPostedCreditMemos(tx, [creditMemo]);
    await saveCreditMemoStatus(tx, numbered, "Posted", authorshipByHand(context));
    const posted = { ...numbered, status: "Posted" as const };
    const used = await applyToItsInvoice(tx, context, posted, invoice);
    await saveUsedCreditMemo(tx, context, used.creditMemo, used.applied, [postingOf(posted)]);
  });

/** The invoice that a memo was made from; undefined where there is none. */
async function referredInvoice(
  tx: Transaction,
  { accountId, referredInvoiceId }: CreditMemo,
): Promise<Invoice | undefined> {
  if (referredInvoiceId === null) return undefined;
  const [invoice] = await lockInvoices(tx, accountId, [referredInvoiceId]);
  return invoice;
}

/** What a memo that has just been posted pays of the invoice that it was made from, if it is to. */
export async function applyToItsInvoice(
  tx: Transaction,
  context: Context,
  creditMemo: CreditMemo,
  invoice: Invoice | undefined,
): Promise<{ readonly creditMemo: CreditMemo; readonly applied: readonly MemoApplication[] }> {
  if (!creditMemo.terms?.autoApplyUponPosting || invoice?.status !== "Posted") {
    return { creditMemo, applied: [] };
  }
  const documentDate = later(creditMemo.creditMemoDate, invoice.invoiceDate);
  const result = applyCreditMemo(creditMemo, invoice, {
    effectiveDate: later(documentDate, context.today()),
    reach: "AnyInvoice",
    amount: freeOf(invoice, await findBeingPaid(tx, [invoice.accountId])),
    applicationRule: (await findApplicationRules(tx)).creditMemoApplicationRule,
    rounding: await findCurrency(tx, creditMemo.currency),
  });
  const { application } = result;
  return {
    creditMemo: result.creditMemo,
    applied: application ? [{ application, document: result.invoice }] : [],
  };
}
