import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { NewEvent } from "#engine/model/event.ts";
import { reverseInvoice } from "#engine/settlement/reverse-invoice.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { listItemsOfBilling } from "#store/billed-by-documents.ts";
import { addItemCredits } from "#store/billed-items.ts";
import { listCreditsByBilling } from "#store/credit-memo-reversals.ts";
import { lockCreditMemo, saveCreditMemos } from "#store/credit-memos.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { documentNumber } from "#store/document-numbers.ts";
import { saveEvents } from "#store/events.ts";
import { newId } from "#store/ids.ts";
import { findNewerOfSubscriptions, findWhatUses, isReversed } from "#store/invoice-life.ts";
import { findSplitOfInvoice } from "#store/invoice-splits.ts";
import { saveInvoiceBalances } from "#store/invoices.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { markReversed } from "#store/reversals.ts";
import { findBillingRules } from "#store/settings.ts";
import { findBeingPaid } from "./being-paid.ts";
import type { Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import type { LockedInvoice } from "./lock-memo.ts";
import { recordMoney } from "./record-money.ts";
import { reverseLockedCreditMemo } from "./reverse-locked-credit-memo.ts";
import { authorshipByHand } from "./save-memos.ts";
import { takeBackBilling } from "./take-back-billing.ts";

export type ReversalOfInvoice = {
  /** Null: today, or the invoice's date where that is later. */
  readonly memoDate: PlainDate | null;
  /** Null: the memo's date. */
  readonly applyEffectiveDate: PlainDate | null;
  /** Null: Invoice reversal. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
};

/**
 * Takes a posted invoice back by a posted credit memo that is applied to it, so that the next billing
 * bills the same again. The invoice stays posted, and is reversed; what billing has credited of it since
 * is reversed with it.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_POSTED, INVOICE_NOT_REVERSIBLE.
 */
export const reverseInvoiceByKey = (
  context: Context,
  key: string,
  request: ReversalOfInvoice,
): Promise<CreditMemo> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { account, invoice } = await lockInvoiceWithAccount(tx, key);
    await reverseItsCredits(tx, context, { account, invoice }, request);
    return reverseLockedInvoice(tx, context, invoice, request);
  });

/** What billing has credited of it since goes with it, the newest first: else nobody could. */
async function reverseItsCredits(
  tx: Transaction,
  context: Context,
  { account, invoice }: LockedInvoice,
  { memoDate, comment }: ReversalOfInvoice,
): Promise<void> {
  const { accountId } = invoice;
  for (const creditMemoId of await listCreditsByBilling(tx, invoice)) {
    const creditMemo = await lockCreditMemo(tx, accountId, creditMemoId);
    if (!creditMemo) continue;
    const { creditMemoNumber, creditMemoDate } = creditMemo;
    const day = later(memoDate ?? context.today(), creditMemoDate);
    const request = { memoDate: day, applyEffectiveDate: null, reasonCode: null, comment };
    try {
      await reverseLockedCreditMemo(tx, context, { account, creditMemo }, request);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      const reason = `credit memo '${creditMemoNumber}' credits it: ${error.message}`;
      throw notReversible(invoice, reason);
    }
  }
}

/** The same of an invoice that is locked. Errors: INVOICE_NOT_POSTED, INVOICE_NOT_REVERSIBLE. */
export async function reverseLockedInvoice(
  tx: Transaction,
  context: Context,
  invoice: Invoice,
  request: ReversalOfInvoice,
): Promise<CreditMemo> {
  const { accountId, invoiceId } = invoice;
  if (invoice.status !== "Posted") {
    throw new BillingError("INVOICE_NOT_POSTED", { done: "reversed" });
  }
  const inTheWay = await whatIsInTheWay(tx, invoice);
  if (inTheWay !== undefined) throw notReversible(invoice, inTheWay);
  const documents = { accountIds: [accountId], invoiceIds: [invoiceId], creditMemoIds: [] };
  const billed = await listItemsOfBilling(tx, documents);
  const memoDate = request.memoDate ?? later(context.today(), invoice.invoiceDate);
  const reversal = reverseInvoice(invoice, {
    memoDate,
    applyEffectiveDate: request.applyEffectiveDate ?? memoDate,
    reasonCode: await findReasonCode(tx, "InvoiceReversal", request.reasonCode),
    comment: request.comment,
    ...(await findBillingRules(tx)),
    billed: new Map(
      billed.flatMap(({ itemId, segment, creditedItem }) =>
        segment === null ? [] : [[itemId, { segment, creditedItem }]],
      ),
    ),
    newId,
  });
  const since = (await takeBackBilling(tx, documents)).get(accountId);
  if (since !== undefined) throw notReversible(invoice, since);
  return saveReversal(tx, context, invoice, reversal);
}

async function whatIsInTheWay(tx: Transaction, invoice: Invoice): Promise<string | undefined> {
  if (await isReversed(tx, invoice)) return "it has been reversed already";
  if (await findSplitOfInvoice(tx, invoice)) return "it is a part of an invoice that was split";
  const use = await findWhatUses(tx, invoice);
  if (use !== undefined) return use;
  const payment = (await findBeingPaid(tx, [invoice.accountId])).get(invoice.invoiceId);
  if (payment) return `payment '${payment.paymentNumber}' is being asked for`;
  const newer = await findNewerOfSubscriptions(tx, invoice);
  return newer && `invoice '${newer}' of one of its subscriptions is newer`;
}

const notReversible = ({ invoiceNumber }: Invoice, reason: string): BillingError =>
  new BillingError("INVOICE_NOT_REVERSIBLE", { invoiceNumber, reason });

async function saveReversal(
  tx: Transaction,
  context: Context,
  { accountId, invoiceId, items }: Invoice,
  reversal: ReturnType<typeof reverseInvoice>,
): Promise<CreditMemo> {
  const { application, invoice } = reversal;
  const creditMemoNumber = await documentNumber(tx, "credit_memo", { accountId });
  const creditMemo = { ...reversal.creditMemo, creditMemoNumber };
  const authorship = authorshipByHand(context);
  await saveCreditMemos(tx, [creditMemo], authorship);
  await saveCreditMemoApplications(tx, accountId, [application], authorship);
  await saveInvoiceBalances(tx, [invoice], authorship);
  await addItemCredits(tx, creditsOf(creditMemo, invoiceId));
  const itemIds = items.map(({ invoiceItemId }) => invoiceItemId);
  await markReversed(tx, accountId, [{ documentType: "Invoice", documentId: invoiceId, itemIds }]);
  await recordMoney(tx, context, [
    { accountId, event: { type: "CreditMemoPosted", creditMemo } },
    { accountId, event: { type: "CreditMemoApplied", creditMemo, application } },
  ]);
  await saveEvents(tx, [eventOf(invoice, creditMemo)], authorship.now);
  return creditMemo;
}

/** What it billed is credited, in prices; what it had credited has been given back by takeBackBilling. */
const creditsOf = ({ accountId, items }: CreditMemo, invoiceId: string) =>
  items.flatMap(({ sourceItemType, creditFromItemId, creditFromInvoiceId, amount, itemTax }) =>
    sourceItemType === "SubscriptionComponent" &&
    creditFromItemId !== null &&
    creditFromInvoiceId === invoiceId
      ? [
          {
            accountId,
            documentType: "Invoice",
            documentId: invoiceId,
            itemId: creditFromItemId,
            amount: itemTax ? amount.plus(itemTax.includedTax) : amount,
          } as const,
        ]
      : [],
  );

function eventOf(
  { accountId, invoiceId, invoiceNumber, amount, currency }: Invoice,
  { creditMemoId, creditMemoNumber }: CreditMemo,
): NewEvent {
  return {
    eventType: "Invoice Reversed",
    accountId,
    objectType: "Invoice",
    objectId: invoiceId,
    objectNumber: invoiceNumber,
    amount,
    currency,
    details: { creditMemoId, creditMemoNumber },
  };
}
