import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import {
  isUnassigned,
  type PaymentType,
  UNASSIGNED,
  type WantedApplication,
} from "#engine/model/payment.ts";
import type { PaymentMethod } from "#engine/model/payment-method.ts";
import { isCurrencyCode, isInMinorUnits } from "#engine/values/currency.ts";
import { type Decimal, isPositive, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount, lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { documentNumber } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import {
  findPaymentOfRequest,
  type PaymentFinance,
  type StoredPayment,
  saveNewPayments,
} from "#store/payments.ts";
import { findCurrency } from "#store/settings.ts";
import { checkFinance } from "./accounting-codes.ts";
import { askForPayment, firstAttempt, recordProcessed } from "./ask-for-payment.ts";
import { authorOf, type Context } from "./context.ts";
import { gatewayFor } from "./gateway-for.ts";
import { decidePayment, payDocuments } from "./pay-documents.ts";

export type PaymentToCreate = {
  /** Id or number; null: whose it is, nobody knows yet. */
  readonly accountKey: string | null;
  readonly type: PaymentType;
  readonly amount: Decimal;
  readonly currency: string;
  /** Null: today. */
  readonly effectiveDate: PlainDate | null;
  readonly paymentMethodId: string | undefined;
  readonly paymentMethodType: string | null;
  readonly gatewayKey: string | undefined;
  readonly gatewayOrderId: string | null;
  readonly referenceId: string | null;
  readonly softDescriptor: string | null;
  readonly softDescriptorPhone: string | null;
  readonly comment: string | null;
  readonly financeInformation: PaymentFinance | null;
  readonly customFields: CustomFields;
  /** What it pays; what is left stays unapplied. */
  readonly wanted: readonly WantedApplication[];
  /** Taken here and settled elsewhere. */
  readonly isStandalone?: boolean;
};

/**
 * Takes money of a customer: an external payment as it is told, an electronic one from its gateway, and
 * applies it. External money may be of no account yet. An electronic one of which the gateway has not answered is returned as Processing: a
 * job finds out what became of it.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, MISSING_FIELD, NOT_ALLOWED, PAYMENT_NOT_APPLICABLE, DOCUMENT_BEING_PAID;
 * PAYMENT_DECLINED: the payment is kept as Error.
 */
export async function createPayment(
  context: Context,
  request: PaymentToCreate,
): Promise<StoredPayment> {
  const { database, entityId, idempotencyKey } = context;
  if (request.type === "External") {
    return inTransaction(database, entityId, (tx) => createExternal(tx, context, request));
  }
  const begun = await inTransaction(database, entityId, async (tx) => {
    const earlier = idempotencyKey && (await findPaymentOfRequest(tx, idempotencyKey));
    return earlier || beginElectronic(tx, context, request);
  });
  const payment = await askForPayment(context, begun);
  if (payment.status === "Error") throw declined(payment);
  return payment;
}

/** What the caller of a payment that was declined is told. */
export const declined = (payment: StoredPayment) =>
  new BillingError("PAYMENT_DECLINED", {
    paymentNumber: payment.paymentNumber,
    code: payment.gatewayResponseCode ?? "",
    response: payment.gatewayResponse ?? "",
  });

async function createExternal(
  tx: Transaction,
  context: Context,
  request: PaymentToCreate,
): Promise<StoredPayment> {
  if (request.isStandalone) refuseStandalone("type", "should be Electronic");
  const accountId =
    request.accountKey === null ? UNASSIGNED : await lockedAccountId(tx, request.accountKey);
  if (isUnassigned(accountId) && request.wanted.length > 0) {
    throw new BillingError("MISSING_FIELD", { field: "accountId" });
  }
  await checkAmounts(tx, request);
  const { paymentMethodId } = request;
  if (paymentMethodId !== undefined && !(await findPaymentMethod(tx, paymentMethodId))) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: paymentMethodId });
  }
  const payment = {
    ...(await newPayment(tx, context, accountId, request)),
    paymentMethodId: paymentMethodId ?? null,
    status: "Processed",
    unappliedAmount: request.amount,
  } as const;
  await saveNewPayments(tx, [payment], authorOf(context));
  await recordProcessed(tx, context, [payment]);
  return payDocuments(tx, context, payment, request.wanted, effectiveDateOf(context, request));
}

/** The intent: committed before the gateway is asked. */
export async function beginElectronic(
  tx: Transaction,
  context: Context,
  request: PaymentToCreate,
): Promise<StoredPayment> {
  if (request.accountKey === null) throw new BillingError("MISSING_FIELD", { field: "accountId" });
  if (request.isStandalone && request.wanted.length > 0) {
    refuseStandalone("invoices", "is settled elsewhere: it pays no documents");
  }
  const accountId = await lockedAccountId(tx, request.accountKey);
  await checkAmounts(tx, request);
  if (effectiveDateOf(context, request) !== context.today()) {
    const message = "'effectiveDate' of an electronic payment should be today";
    throw new BillingError("INVALID_VALUE", { field: "effectiveDate", message });
  }
  const payment = await electronicPayment(tx, context, accountId, request);
  const decided = await decidePayment(
    tx,
    { ...payment, unappliedAmount: payment.amount },
    request.wanted,
    context.today(),
  );
  const intent = request.wanted.map((wanted, index) => ({
    ...wanted,
    documentKey: decided[index]?.invoice.invoiceId ?? wanted.documentKey,
  }));
  const begun = { ...payment, intent };
  await saveNewPayments(tx, [begun], authorOf(context));
  return begun;
}

/** A payment that is to be asked for, with the method and the gateway that it is asked by. */
export async function electronicPayment(
  tx: Transaction,
  context: Context,
  accountId: string,
  request: PaymentToCreate,
): Promise<StoredPayment> {
  const account = await findAccount(tx, accountId);
  const methodKey = request.paymentMethodId ?? account?.defaultPaymentMethodId ?? null;
  const method = await methodToPayWith(tx, accountId, methodKey);
  const otherwise = [method.gatewayId, account?.paymentGateway ?? null];
  const { settings } = await gatewayFor(tx, { named: request.gatewayKey, otherwise });
  const payment = await newPayment(tx, context, accountId, request);
  return {
    ...payment,
    status: "Processing",
    paymentMethodId: method.paymentMethodId,
    bankIdentificationNumber: method.bankIdentificationNumber,
    gatewayId: settings.gatewayId,
    gatewayOrderId: request.gatewayOrderId ?? payment.paymentNumber,
    ...firstAttempt(),
  };
}

/** The account's own, or one that is nobody's. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
async function methodToPayWith(
  tx: Transaction,
  accountId: string,
  key: string | null,
): Promise<PaymentMethod> {
  if (key === null) {
    const message = "The account has no default payment method: give 'paymentMethodId'.";
    throw new BillingError("NOT_ALLOWED", { field: "paymentMethodId", message });
  }
  const method = await findPaymentMethod(tx, key);
  if (!method || (method.accountId !== null && method.accountId !== accountId)) {
    throw new BillingError("ENTITY_NOT_FOUND", { key });
  }
  if (method.status === "Active") return method;
  const message = `The payment method is ${method.status}.`;
  throw new BillingError("NOT_ALLOWED", { field: "paymentMethodId", message });
}

async function newPayment(
  tx: Transaction,
  context: Context,
  accountId: string,
  request: PaymentToCreate,
): Promise<StoredPayment> {
  await checkFinance(tx, [request.financeInformation]);
  return {
    paymentId: newId(),
    paymentNumber: await documentNumber(tx, "payment", { accountId }),
    accountId,
    type: request.type,
    status: "Processing",
    isStandalone: request.isStandalone ?? false,
    gatewayState: "NotSubmitted",
    currency: request.currency,
    effectiveDate: effectiveDateOf(context, request),
    amount: request.amount,
    unappliedAmount: ZERO,
    refundAmount: ZERO,
    reservedAmount: ZERO,
    paymentMethodId: null,
    paymentMethodType: request.paymentMethodType,
    gatewayId: null,
    bankIdentificationNumber: null,
    authTransactionId: null,
    gatewayOrderId: request.gatewayOrderId,
    gatewayResponse: null,
    gatewayResponseCode: null,
    referenceId: request.referenceId,
    softDescriptor: request.softDescriptor,
    softDescriptorPhone: request.softDescriptorPhone,
    comment: request.comment,
    financeInformation: request.financeInformation,
    customFields: request.customFields,
    intent: [],
    attempts: 0,
    nextAttemptAt: null,
    idempotencyKey: context.idempotencyKey ?? null,
    source: "API",
    paymentRunId: null,
    orderId: null,
    submittedAt: null,
    settledAt: null,
    cancelledAt: null,
  };
}

/** A currency that exists, amounts that it can say, and no more applied than there is. */
async function checkAmounts(
  tx: Transaction,
  { amount, currency, wanted }: PaymentToCreate,
): Promise<void> {
  if (!isCurrencyCode(currency)) {
    refuse("currency", `'${currency}' is not a valid currency code`);
  }
  if (!isPositive(amount)) refuse("amount", "'amount' should be greater than 0");
  const rounding = await findCurrency(tx, currency);
  for (const each of [amount, ...wanted.map((document) => document.amount)]) {
    if (isInMinorUnits(each, rounding)) continue;
    const { minorUnits } = rounding;
    refuse("amount", `'amount' has more than the ${minorUnits} decimals that ${currency} has`);
  }
  const applied = sum(wanted.map((document) => document.amount));
  if (applied.gt(amount)) {
    refuse("amount", `The documents are paid ${applied}, more than the payment's ${amount}`);
  }
}

async function lockedAccountId(tx: Transaction, key: string): Promise<string> {
  const account = await lockAccount(tx, { key });
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (account.status !== "Canceled") return account.accountId;
  throw new BillingError("NOT_ALLOWED", { message: "The account is cancelled." });
}

const effectiveDateOf = (context: Context, { effectiveDate }: PaymentToCreate): PlainDate =>
  effectiveDate ?? context.today();

function refuseStandalone(field: string, what: string): never {
  throw new BillingError("NOT_ALLOWED", { field, message: `A standalone payment ${what}.` });
}

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message });
}
