import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { isInMinorUnits } from "#engine/values/currency.ts";
import { type Decimal, isPositive } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { documentNumber } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import { type PaymentFinance, type StoredPayment, savePayments } from "#store/payments.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { type StoredRefund, saveNewRefund } from "#store/refunds.ts";
import { findCurrency } from "#store/settings.ts";
import { checkFinance } from "./accounting-codes.ts";
import { firstAttempt } from "./ask-for-payment.ts";
import { authorOf, type Context } from "./context.ts";
import { giveBack } from "./give-back.ts";

export type RefundToCreate = {
  readonly type: "External" | "Electronic";
  readonly amount: Decimal;
  /** Null: today. */
  readonly refundDate: PlainDate | null;
  readonly methodType: string | null;
  readonly refundTransactionType: string | null;
  readonly referenceId: string | null;
  readonly secondReferenceId: string | null;
  readonly softDescriptor: string | null;
  readonly softDescriptorPhone: string | null;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly financeInformation: PaymentFinance | null;
  readonly customFields: CustomFields;
  readonly orderId: string | null;
};

/**
 * Begins to give back what is not applied of a payment that is locked: an external refund is given at
 * once, an electronic one is Processing, and asked for once it is committed.
 *
 * Errors: NOT_ALLOWED, INVALID_VALUE, REFUND_TOO_HIGH.
 */
export async function beginRefund(
  tx: Transaction,
  context: Context,
  payment: StoredPayment,
  request: RefundToCreate,
): Promise<StoredRefund> {
  const { paymentNumber, reservedAmount } = payment;
  const { amount } = request;
  await checkAmount(tx, amount, payment.currency);
  const left = leftOf(payment).minus(reservedAmount);
  if (amount.gt(left)) throw tooHigh(amount, paymentNumber, left);
  const refundDate = dateOf(context, request, payment.effectiveDate);
  const refund: StoredRefund = {
    ...(await newRefund(tx, context, request, { ...payment, refundDate })),
    paymentId: payment.paymentId,
    paymentMethodId: payment.paymentMethodId,
  };
  if (request.type === "External") return givenBack(tx, context, refund);
  if (payment.type !== "Electronic") {
    refuse("An external payment has no gateway to give it back through: refund it externally.");
  }
  const { gatewayId } = payment;
  const asked = { ...refund, gatewayId, ...firstAttempt() };
  const author = authorOf(context);
  await savePayments(tx, [{ ...payment, reservedAmount: reservedAmount.plus(amount) }], author);
  await saveNewRefund(tx, asked, author);
  return asked;
}

/** A standalone payment is applied to nothing, so all of it can be given back. */
const leftOf = ({ isStandalone, amount, refundAmount, unappliedAmount }: StoredPayment): Decimal =>
  isStandalone ? amount.minus(refundAmount) : unappliedAmount;

/** Money that is given by hand is given at once. */
export async function givenBack(
  tx: Transaction,
  context: Context,
  refund: StoredRefund,
): Promise<StoredRefund> {
  const processed: StoredRefund = { ...refund, status: "Processed" };
  await saveNewRefund(tx, processed, authorOf(context));
  await giveBack(tx, context, processed, { reserved: false });
  return processed;
}

/** Errors: INVALID_VALUE for a reason code or an accounting code that there is not. */
export async function newRefund(
  tx: Transaction,
  context: Context,
  request: RefundToCreate,
  of: {
    readonly accountId: string;
    readonly currency: string;
    readonly refundDate: PlainDate;
  },
): Promise<StoredRefund> {
  const { reasonCode, financeInformation } = request;
  if (reasonCode) await findReasonCode(tx, "Refund", reasonCode);
  await checkFinance(tx, [financeInformation]);
  return {
    accountId: of.accountId,
    refundId: newId(),
    refundNumber: await documentNumber(tx, "refund", of),
    type: request.type,
    status: "Processing",
    gatewayState: "NotSubmitted",
    methodType: request.methodType,
    refundTransactionType: request.refundTransactionType,
    currency: of.currency,
    refundDate: of.refundDate,
    amount: request.amount,
    paymentId: null,
    creditMemoId: null,
    paymentMethodId: null,
    gatewayId: null,
    gatewayResponse: null,
    gatewayResponseCode: null,
    referenceId: request.referenceId,
    secondReferenceId: request.secondReferenceId,
    softDescriptor: request.softDescriptor,
    softDescriptorPhone: request.softDescriptorPhone,
    reasonCode,
    comment: request.comment,
    financeInformation,
    customFields: request.customFields,
    items: [],
    attempts: 0,
    nextAttemptAt: null,
    idempotencyKey: request.orderId === null ? (context.idempotencyKey ?? null) : null,
    orderId: request.orderId,
    submittedAt: null,
    settledAt: null,
    cancelledAt: null,
    followUp: null,
  };
}

/** Never before the money came in, or the credit was given. */
export function dateOf(context: Context, request: RefundToCreate, notBefore: PlainDate): PlainDate {
  const date = request.refundDate ?? context.today();
  if (date < notBefore) {
    const message = `'refundDate' ${date} is before ${notBefore}`;
    throw new BillingError("INVALID_VALUE", { field: "refundDate", message });
  }
  return date;
}

export async function checkAmount(tx: Transaction, amount: Decimal, code: string): Promise<void> {
  if (isPositive(amount) && isInMinorUnits(amount, await findCurrency(tx, code))) return;
  const message = "'totalAmount' should be greater than 0, with no more decimals than the currency";
  throw new BillingError("INVALID_VALUE", { field: "totalAmount", message });
}

export const tooHigh = (amount: Decimal, number: string, left: Decimal) =>
  new BillingError("REFUND_TOO_HIGH", {
    amount: amount.toFixed(),
    number,
    unapplied: left.toFixed(),
  });

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
