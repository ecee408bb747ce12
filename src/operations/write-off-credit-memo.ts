import { dueDate } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import type { NewEvent } from "#engine/model/event.ts";
import {
  type TakenBackCredit,
  takeBackCreditMemo,
} from "#engine/settlement/take-back-credit-memo.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveDebitMemos } from "#store/debit-memos.ts";
import { documentNumber } from "#store/document-numbers.ts";
import { saveEvents } from "#store/events.ts";
import { newId } from "#store/ids.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { authorshipByHand, debitPostingOf, saveUsedCreditMemo } from "./save-memos.ts";
import { refuseUsed } from "./unpost-credit-memo.ts";

export type WriteOffOfCreditMemo = {
  /** Null: today, or the memo's date where that is later. */
  readonly memoDate: PlainDate | null;
  /** Null: Write-off. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly customFields: CustomFields;
};

/**
 * Gives up a posted credit memo of which nothing is used: a posted debit memo that mirrors it, paid by it.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, MEMO_IN_USE, INVALID_VALUE.
 */
export const writeOffCreditMemo = (
  context: Context,
  creditMemoKey: string,
  request: WriteOffOfCreditMemo,
): Promise<DebitMemo> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { account, creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
    refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Posted", "written off");
    await refuseUsed(tx, creditMemo, "written off");
    const memoDate = request.memoDate ?? later(context.today(), creditMemo.creditMemoDate);
    const reasonCode = await findReasonCode(tx, "CreditMemoWriteOff", request.reasonCode);
    const dates = { memoDate, applyEffectiveDate: memoDate };
    const { comment, customFields } = request;
    const says = { reasonCode, comment, customFields };
    const taken = await takeBack(tx, { account, creditMemo }, { ...dates, ...says });
    await saveTakenBack(tx, context, taken, "Credit Memo Written Off");
    return taken.debitMemo;
  });

type TakeBack = Pick<WriteOffOfCreditMemo, "comment" | "customFields"> & {
  readonly memoDate: PlainDate;
  readonly applyEffectiveDate: PlainDate;
  readonly reasonCode: string;
};

/** The memo with the debit memo that takes it back. Errors: INVALID_VALUE for a day that is too early. */
export async function takeBack(
  tx: Transaction,
  { account, creditMemo }: { readonly account: LockedAccount; readonly creditMemo: CreditMemo },
  request: TakeBack,
): Promise<TakenBackCredit> {
  const { memoDate, applyEffectiveDate } = request;
  refuseEarly("memoDate", memoDate, creditMemo.creditMemoDate);
  refuseEarly("applyEffectiveDate", applyEffectiveDate, memoDate);
  const { paymentTerm } = account;
  return takeBackCreditMemo(creditMemo, {
    ...request,
    dueDate: dueDate(memoDate, paymentTerm, await findPaymentTerms(tx)),
    paymentTerm,
    debitMemoNumber: await documentNumber(tx, "debit_memo", account),
    newId,
  });
}

function refuseEarly(field: string, date: PlainDate, from: PlainDate): void {
  if (date >= from) return;
  const message = `'${field}' ${date} should not be before ${from}`;
  throw new BillingError("INVALID_VALUE", { field, message });
}

/** Saves both memos, and says what has happened to the credit memo. */
export async function saveTakenBack(
  tx: Transaction,
  context: Context,
  { creditMemo, debitMemo, application }: TakenBackCredit,
  eventType: "Credit Memo Written Off" | "Credit Memo Reversed",
): Promise<void> {
  await saveDebitMemos(tx, [debitMemo], authorshipByHand(context));
  const applied = [{ application, document: debitMemo }];
  await saveUsedCreditMemo(tx, context, creditMemo, applied, [debitPostingOf(debitMemo)]);
  await saveEvents(tx, [eventOf(creditMemo, debitMemo, eventType)], context.now.toString());
}

const eventOf = (
  { accountId, creditMemoId, creditMemoNumber, amount, currency }: CreditMemo,
  debitMemo: DebitMemo,
  eventType: NewEvent["eventType"],
): NewEvent => ({
  eventType,
  accountId,
  objectType: "CreditMemo",
  objectId: creditMemoId,
  objectNumber: creditMemoNumber,
  amount,
  currency,
  details: { debitMemoId: debitMemo.invoiceId, debitMemoNumber: debitMemo.invoiceNumber },
});
