/** What a refund does to the payment or the credit memo that it gives back. */
import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { JournalRefund } from "#engine/settlement/journal.ts";
import { itemsToRefund, refundCreditMemo } from "#engine/settlement/refund-credit-memo.ts";
import { type Decimal, negated, ZERO } from "#engine/values/decimal.ts";
import { lockCreditMemo, saveCreditUse } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { lockPayment, type StoredPayment, savePayments } from "#store/payments.ts";
import {
  findReservedOfMemo,
  type StoredRefund,
  saveRefund,
  saveReservedOfMemo,
} from "#store/refunds.ts";
import { authorOf, type Context } from "./context.ts";
import { recordMoney } from "./record-money.ts";

/**
 * Takes the money of a processed refund from what it gives back, with its journal entry.
 *
 * @param options  reserved: it was kept back since the gateway was asked
 */
export async function giveBack(
  tx: Transaction,
  context: Context,
  refund: StoredRefund,
  { reserved }: { readonly reserved: boolean },
): Promise<void> {
  const author = authorOf(context);
  const { accountId, amount } = refund;
  let isStandalone = false;
  if (reserved) await free(tx, context, refund);
  if (refund.paymentId !== null) {
    const payment = await lockPayment(tx, refund.paymentId);
    assert(payment, "a payment that is refunded is not deleted");
    await savePayments(tx, [refunded(payment, amount)], author);
    ({ isStandalone } = payment);
  } else {
    const memo = await lockCreditMemo(tx, accountId, refund.creditMemoId ?? "");
    assert(memo, "a memo that is refunded is not deleted");
    const named = tried(() => refundCreditMemo(memo, refund.items));
    // What was named before the gateway was asked may have been applied since: then of the others.
    const items = named ? refund.items : itemsToRefund(memo, amount);
    await saveCreditUse(tx, [named ?? refundCreditMemo(memo, items)], author);
    if (!named) {
      const parts = items.map((item) => ({ ...item, itemPartId: newId() }));
      await saveRefund(tx, { ...refund, items: parts }, author);
    }
  }
  await recordMoney(tx, context, [
    { accountId, event: { type: "RefundProcessed", refund: journalRefund(refund, isStandalone) } },
  ]);
}

/** Undefined where it is refused. */
function tried<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return undefined;
  }
}

/** What was kept back for a refund is free again. */
export async function free(
  tx: Transaction,
  context: Context,
  { accountId, paymentId, creditMemoId, amount }: StoredRefund,
): Promise<void> {
  if (paymentId !== null) {
    const payment = await lockPayment(tx, paymentId);
    assert(payment, "a payment that is refunded is not deleted");
    const reservedAmount = payment.reservedAmount.minus(amount);
    await savePayments(tx, [{ ...payment, reservedAmount }], authorOf(context));
    return;
  }
  const memo = { accountId, creditMemoId: creditMemoId ?? "" };
  const reserved = await findReservedOfMemo(tx, memo);
  await saveReservedOfMemo(tx, memo, reserved.minus(amount));
}

/** The money of a refund that was cancelled is back where it was. */
export async function takeBack(
  tx: Transaction,
  context: Context,
  refund: StoredRefund,
): Promise<void> {
  const author = authorOf(context);
  const { accountId, amount } = refund;
  let isStandalone = false;
  if (refund.paymentId !== null) {
    const payment = await lockPayment(tx, refund.paymentId);
    assert(payment, "a payment that is refunded is not deleted");
    await savePayments(tx, [refunded(payment, negated(amount))], author);
    ({ isStandalone } = payment);
  } else {
    const memo = await lockCreditMemo(tx, accountId, refund.creditMemoId ?? "");
    assert(memo, "a memo that is refunded is not deleted");
    const items = refund.items.map((item) => ({ ...item, amount: negated(item.amount) }));
    await saveCreditUse(tx, [refundCreditMemo(memo, items)], author);
  }
  const event = { type: "RefundProcessed", refund: journalRefund(refund, isStandalone) } as const;
  const accountingDate = context.today();
  await recordMoney(tx, context, [
    { accountId, event: { type: "TakenBack", event, accountingDate } },
  ]);
}

/** A standalone payment has nothing unapplied, before and after. */
const refunded = (payment: StoredPayment, amount: Decimal): StoredPayment => ({
  ...payment,
  unappliedAmount: payment.isStandalone ? ZERO : payment.unappliedAmount.minus(amount),
  refundAmount: payment.refundAmount.plus(amount),
});

function journalRefund(refund: StoredRefund, isStandalone: boolean): JournalRefund {
  const { paymentId, creditMemoId } = refund;
  return paymentId === null
    ? { ...refund, source: "CreditMemo", creditMemoId: creditMemoId ?? "" }
    : { ...refund, source: "Payment", paymentId, isStandalone };
}
