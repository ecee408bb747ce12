import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { findReversalState, listSiblingInvoices } from "#store/credit-memo-reversals.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { lockInvoices } from "#store/invoices.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { markReversed } from "#store/reversals.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { reverseLockedInvoice } from "./reverse-invoice-by-key.ts";
import { takeBackBilling } from "./take-back-billing.ts";
import { refuseUsed } from "./unpost-credit-memo.ts";
import { saveTakenBack, takeBack } from "./write-off-credit-memo.ts";

export type ReversalOfCreditMemo = {
  /** Of the debit memo. Null: today, or the credit memo's date where that is later. */
  readonly memoDate: PlainDate | null;
  /** Null: the debit memo's date. */
  readonly applyEffectiveDate: PlainDate | null;
  /** Null: Credit memo reversal. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
};

const MAXIMUM_ITEMS = 2_000;

/**
 * Takes back a posted memo that billing has made, by a posted debit memo that it is applied to, so that
 * the next billing credits the same again. An invoice that the same billing has made of the same
 * subscriptions is reversed with it (docs/decisions/0371-taking-back-a-credit-memo.md).
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, MEMO_IN_USE, CREDIT_MEMO_NOT_REVERSED, INVALID_VALUE.
 */
export const reverseCreditMemo = (
  context: Context,
  creditMemoKey: string,
  request: ReversalOfCreditMemo,
): Promise<{ readonly debitMemo: DebitMemo; readonly creditMemo: CreditMemo | undefined }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const locked = await lockCreditMemoOfAccount(tx, creditMemoKey);
    const { creditMemo } = locked;
    const { accountId, creditMemoId } = creditMemo;
    refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Posted", "reversed");
    await refuseWhatIsNotReversed(tx, creditMemo);
    await refuseUsed(tx, creditMemo, "reversed");
    const siblings = await listSiblingInvoices(tx, creditMemo);
    const memoDate = request.memoDate ?? later(context.today(), creditMemo.creditMemoDate);
    const taken = await takeBack(tx, locked, {
      memoDate,
      applyEffectiveDate: request.applyEffectiveDate ?? memoDate,
      reasonCode: await findReasonCode(tx, "CreditMemoReversal", request.reasonCode),
      comment: request.comment,
      customFields: {},
    });
    const documents = { accountIds: [accountId], invoiceIds: [], creditMemoIds: [creditMemoId] };
    const inTheWay = (await takeBackBilling(tx, documents)).get(accountId);
    if (inTheWay !== undefined) throw notReversed(creditMemo, inTheWay);
    await saveTakenBack(tx, context, taken, "Credit Memo Reversed");
    const itemIds = creditMemo.items.map((item) => item.creditMemoItemId);
    await markReversed(tx, accountId, [
      { documentType: "CreditMemo", documentId: creditMemoId, itemIds },
    ]);
    const sibling = await reverseSiblings(tx, context, { creditMemo, siblings }, request);
    return { debitMemo: taken.debitMemo, creditMemo: sibling };
  });

async function refuseWhatIsNotReversed(tx: Transaction, creditMemo: CreditMemo): Promise<void> {
  const { items } = creditMemo;
  const isBilled = items.every(
    ({ sourceItemType }) =>
      sourceItemType === "SubscriptionComponent" || sourceItemType === "OrderLineItem",
  );
  const { isReversed, reverses } = await findReversalState(tx, creditMemo);
  if (isReversed) throw notReversed(creditMemo, "it has been reversed already");
  if (reverses || !isBilled || creditMemo.referredInvoiceId !== null) {
    throw notReversed(creditMemo, "billing has not made it");
  }
  const count = items.length + items.flatMap((item) => item.taxationItems).length;
  if (count <= MAXIMUM_ITEMS) return;
  throw notReversed(creditMemo, `it has ${count} items, more than ${MAXIMUM_ITEMS}`);
}

const notReversed = ({ creditMemoNumber }: CreditMemo, reason: string): BillingError =>
  new BillingError("CREDIT_MEMO_NOT_REVERSED", { creditMemoNumber, reason });

/** @returns the memo that reverses the last of them */
async function reverseSiblings(
  tx: Transaction,
  context: Context,
  { creditMemo, siblings }: { creditMemo: CreditMemo; siblings: readonly string[] },
  { memoDate, applyEffectiveDate, comment }: ReversalOfCreditMemo,
): Promise<CreditMemo | undefined> {
  let reversing: CreditMemo | undefined;
  for (const invoice of await lockInvoices(tx, creditMemo.accountId, siblings)) {
    const request = { memoDate, applyEffectiveDate, comment, reasonCode: null };
    try {
      reversing = await reverseLockedInvoice(tx, context, invoice, request);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      throw notReversed(
        creditMemo,
        `invoice '${invoice.invoiceNumber}' goes with it: ${error.message}`,
      );
    }
  }
  return reversing;
}
