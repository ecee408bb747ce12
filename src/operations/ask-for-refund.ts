/** What a gateway is asked about a refund that is in process, and what becomes of its answer. */
import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { JournalRefund } from "#engine/settlement/journal.ts";
import { itemsToRefund, refundCreditMemo } from "#engine/settlement/refund-credit-memo.ts";
import { negated } from "#engine/values/decimal.ts";
import type { Gateway, Outcome, Refund } from "#gateways/gateway.ts";
import { openGateway } from "#gateways/open-gateway.ts";
import { lockAccount } from "#store/accounts.ts";
import { lockCreditMemo, saveCreditUse } from "#store/credit-memos.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findPaymentGateway } from "#store/payment-gateways.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import { lockPayment, savePayments } from "#store/payments.ts";
import {
  findRefundAccountId,
  findReservedOfMemo,
  lockRefund,
  type StoredRefund,
  saveRefund,
  saveReservedOfMemo,
} from "#store/refunds.ts";
import { findCurrency } from "#store/settings.ts";
import { outcomeOf } from "./ask-for-payment.ts";
import type { Context } from "./context.ts";
import { recordMoney } from "./record-money.ts";

/**
 * Asks the gateway for a refund that is committed as Processing, outside of any transaction, and
 * records what it answers. One that is not in process any more is returned as it is; one of which the
 * gateway says nothing stays Processing.
 */
export async function askForRefund(context: Context, refund: StoredRefund): Promise<StoredRefund> {
  if (refund.status !== "Processing") return refund;
  const { gateway, request } = await inTransaction(context.database, context.entityId, (tx) =>
    requestOf(tx, refund),
  );
  const outcome = await outcomeOf(() => gateway.refund(request));
  if (!outcome) return refund;
  return inTransaction(context.database, context.entityId, (tx) =>
    recordRefundOutcome(tx, context, refund.refundId, outcome),
  );
}

async function requestOf(
  tx: Transaction,
  refund: StoredRefund,
): Promise<{ gateway: Gateway; request: Refund }> {
  const { paymentId } = refund;
  const method = await findPaymentMethod(tx, refund.paymentMethodId ?? "");
  const settings = await findPaymentGateway(tx, refund.gatewayId ?? "");
  assert(settings, "a refund in process has a gateway");
  const payment = paymentId === null ? undefined : await lockPayment(tx, paymentId);
  const request: Refund = {
    key: refund.refundId,
    amount: refund.amount,
    currency: await findCurrency(tx, refund.currency),
    method: {
      type: method?.type ?? "CreditCardReferenceTransaction",
      tokenId: method?.tokenId ?? null,
      secondTokenId: method?.secondTokenId ?? null,
    },
    attempt: refund.attempts,
    chargeReferenceId: payment?.referenceId ?? null,
  };
  return { gateway: openGateway(settings), request };
}

/** Whoever comes second finds that it is recorded. */
async function recordRefundOutcome(
  tx: Transaction,
  context: Context,
  refundId: string,
  outcome: Outcome,
): Promise<StoredRefund> {
  const accountId = await findRefundAccountId(tx, refundId);
  assert(accountId, "a refund in process is not deleted");
  await lockAccount(tx, { accountId });
  const refund = await lockRefund(tx, refundId);
  assert(refund, "a refund in process is not deleted");
  if (refund.status !== "Processing") return refund;
  const { isApproved } = outcome;
  const answered: StoredRefund = {
    ...refund,
    status: isApproved ? "Processed" : "Error",
    gatewayState: isApproved ? "Submitted" : "NotSubmitted",
    referenceId: outcome.referenceId,
    gatewayResponse: outcome.response,
    gatewayResponseCode: outcome.responseCode,
    nextAttemptAt: null,
  };
  await saveRefund(tx, answered, authorOf(context));
  if (isApproved) await giveBack(tx, context, answered, { reserved: true });
  else await keep(tx, context, answered);
  return answered;
}

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
  if (reserved) await keep(tx, context, refund);
  if (refund.paymentId !== null) {
    const payment = await lockPayment(tx, refund.paymentId);
    assert(payment, "a payment that is refunded is not deleted");
    const { unappliedAmount, refundAmount } = payment;
    const after = {
      ...payment,
      unappliedAmount: unappliedAmount.minus(amount),
      refundAmount: refundAmount.plus(amount),
    };
    await savePayments(tx, [after], author);
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
    { accountId, event: { type: "RefundProcessed", refund: journalRefund(refund) } },
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
async function keep(
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
  if (refund.paymentId !== null) {
    const payment = await lockPayment(tx, refund.paymentId);
    assert(payment, "a payment that is refunded is not deleted");
    const { unappliedAmount, refundAmount } = payment;
    const after = {
      ...payment,
      unappliedAmount: unappliedAmount.plus(amount),
      refundAmount: refundAmount.minus(amount),
    };
    await savePayments(tx, [after], author);
  } else {
    const memo = await lockCreditMemo(tx, accountId, refund.creditMemoId ?? "");
    assert(memo, "a memo that is refunded is not deleted");
    const items = refund.items.map((item) => ({ ...item, amount: negated(item.amount) }));
    await saveCreditUse(tx, [refundCreditMemo(memo, items)], author);
  }
  const event = { type: "RefundProcessed", refund: journalRefund(refund) } as const;
  const accountingDate = context.today();
  await recordMoney(tx, context, [
    { accountId, event: { type: "TakenBack", event, accountingDate } },
  ]);
}

function journalRefund(refund: StoredRefund): JournalRefund {
  const { paymentId, creditMemoId } = refund;
  return paymentId === null
    ? { ...refund, source: "CreditMemo", creditMemoId: creditMemoId ?? "" }
    : { ...refund, source: "Payment", paymentId };
}

const authorOf = ({ userId, now }: Context) => ({ userId, now: now.toString() });
