import { BillingError } from "#engine/errors.ts";
import type { WantedApplication } from "#engine/model/payment.ts";
import { itemsToRefund, refundCreditMemo } from "#engine/settlement/refund-credit-memo.ts";
import { type Decimal, sum } from "#engine/values/decimal.ts";
import { findAccount, lockAccount } from "#store/accounts.ts";
import { findCreditMemoAccountId, lockCreditMemo } from "#store/credit-memos.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import {
  findRefundOfRequest,
  findReservedOfMemo,
  type StoredRefund,
  saveNewRefund,
  saveReservedOfMemo,
} from "#store/refunds.ts";
import { firstAttempt } from "./ask-for-payment.ts";
import { askForRefund } from "./ask-for-refund.ts";
import {
  beginRefund,
  checkAmount,
  dateOf,
  givenBack,
  newRefund,
  type RefundToCreate,
  tooHigh,
} from "./begin-refund.ts";
import { authorOf, type Context } from "./context.ts";
import { gatewayFor } from "./gateway-for.ts";
import { lockPaymentOfAccount } from "./lock-payment.ts";
import { unpayDocuments } from "./pay-documents.ts";

export type MemoRefundToCreate = RefundToCreate & {
  readonly paymentMethodId: string | undefined;
  readonly gatewayKey: string | undefined;
  /** Undefined: in the memo's order. */
  readonly items: readonly NamedItem[] | undefined;
};

type NamedItem = {
  readonly creditMemoItemId: string;
  readonly creditTaxItemId: string | null;
  readonly amount: Decimal;
};

/**
 * Gives back money of a payment that is not applied, of what `unapplied` names first taken back from
 * documents. An electronic one goes through the gateway of the payment; one of which that says nothing
 * is returned as Processing, and found out by a job.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, INVALID_VALUE, MISSING_FIELD, REFUND_TOO_HIGH,
 * PAYMENT_NOT_APPLICABLE; REFUND_DECLINED: the refund is kept as Error, and nothing is given back.
 */
export function refundPayment(
  context: Context,
  paymentKey: string,
  request: RefundToCreate,
  unapplied: readonly WantedApplication[] = [],
): Promise<StoredRefund> {
  return refunding(context, request, async (tx) => {
    const locked = await lockPaymentOfAccount(tx, paymentKey);
    const { paymentNumber, status } = locked;
    if (status !== "Processed") refuse(`Payment '${paymentNumber}' is ${status}.`);
    const date = request.refundDate ?? context.today();
    const payment =
      unapplied.length > 0 ? await unpayDocuments(tx, context, locked, unapplied, date) : locked;
    return beginRefund(tx, context, payment, request);
  });
}

/** The same of a credit memo: its method and its gateway are named. Errors: as of refundPayment. */
export function refundOfCreditMemo(
  context: Context,
  memoKey: string,
  request: MemoRefundToCreate,
): Promise<StoredRefund> {
  return refunding(context, request, async (tx) => {
    const accountId = await findCreditMemoAccountId(tx, memoKey);
    if (accountId) await lockAccount(tx, { accountId });
    const memo = accountId && (await lockCreditMemo(tx, accountId, memoKey));
    if (!memo) throw new BillingError("ENTITY_NOT_FOUND", { key: memoKey });
    const { creditMemoNumber, status } = memo;
    if (status !== "Posted") refuse(`Credit memo '${creditMemoNumber}' is ${status}.`);
    const { amount } = request;
    await checkAmount(tx, amount, memo.currency);
    const reserved = await findReservedOfMemo(tx, memo);
    const left = memo.unappliedAmount.minus(reserved);
    if (amount.gt(left)) throw tooHigh(amount, creditMemoNumber, left);
    const items = request.items ?? itemsToRefund(memo, amount);
    if (!amount.eq(sum(items.map((item) => item.amount)))) {
      refuse(`The amounts of the items do not add up to ${amount}.`);
    }
    refundCreditMemo(memo, items);
    const refundDate = dateOf(context, request, memo.creditMemoDate);
    const refund: StoredRefund = {
      ...(await newRefund(tx, context, request, { ...memo, refundDate })),
      creditMemoId: memo.creditMemoId,
      items: items.map((item) => ({ ...item, itemPartId: newId() })),
    };
    if (request.type === "External") return givenBack(tx, context, refund);
    const through = await gatewayOfMemo(tx, memo.accountId, request);
    const asked = { ...refund, ...through, ...firstAttempt() };
    await saveReservedOfMemo(tx, memo, reserved.plus(amount));
    await saveNewRefund(tx, asked, authorOf(context));
    return asked;
  });
}

/** Begins in one transaction, asks outside of any, and goes on with what the same request has begun. */
async function refunding(
  context: Context,
  request: RefundToCreate,
  begin: (tx: Transaction) => Promise<StoredRefund>,
): Promise<StoredRefund> {
  const { database, entityId, idempotencyKey } = context;
  if (request.type === "External" && request.methodType === null) {
    throw new BillingError("MISSING_FIELD", { field: "methodType" });
  }
  const begun = await inTransaction(database, entityId, async (tx) => {
    const earlier = idempotencyKey && (await findRefundOfRequest(tx, idempotencyKey));
    return earlier || begin(tx);
  });
  const { refund } = await askForRefund(context, begun);
  if (refund.status !== "Error") return refund;
  throw new BillingError("REFUND_DECLINED", {
    refundNumber: refund.refundNumber,
    code: refund.gatewayResponseCode ?? "",
    response: refund.gatewayResponse ?? "",
  });
}

async function gatewayOfMemo(
  tx: Transaction,
  accountId: string,
  { paymentMethodId: key, gatewayKey }: MemoRefundToCreate,
) {
  if (key === undefined) throw new BillingError("MISSING_FIELD", { field: "paymentMethodId" });
  const method = await findPaymentMethod(tx, key);
  if (method?.accountId !== accountId) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (method.status !== "Active") refuse(`The payment method is ${method.status}.`);
  const account = await findAccount(tx, accountId);
  const otherwise = [method.gatewayId, account?.paymentGateway ?? null];
  const { settings } = await gatewayFor(tx, { named: gatewayKey, otherwise });
  return { paymentMethodId: method.paymentMethodId, gatewayId: settings.gatewayId };
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
