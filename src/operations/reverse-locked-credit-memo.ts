import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { findReversalState } from "#store/credit-memo-reversals.ts";
import type { Transaction } from "#store/database.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { markReversed } from "#store/reversals.ts";
import type { Context } from "./context.ts";
import { type LockedCreditMemo, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
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
 * Takes back a posted memo that billing has made and that is locked, by a posted debit memo that it is
 * applied to: the next billing credits the same again.
 *
 * Errors: MEMO_STATUS, MEMO_IN_USE, CREDIT_MEMO_NOT_REVERSED, INVALID_VALUE.
 */
export async function reverseLockedCreditMemo(
  tx: Transaction,
  context: Context,
  locked: LockedCreditMemo,
  request: ReversalOfCreditMemo,
): Promise<DebitMemo> {
  const { creditMemo } = locked;
  const { accountId, creditMemoId } = creditMemo;
  refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Posted", "reversed");
  await refuseWhatIsNotReversed(tx, creditMemo);
  await refuseUsed(tx, creditMemo, "reversed");
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
  return taken.debitMemo;
}

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

export const notReversed = ({ creditMemoNumber }: CreditMemo, reason: string): BillingError =>
  new BillingError("CREDIT_MEMO_NOT_REVERSED", { creditMemoNumber, reason });
