/** What a gateway is asked about a payment that is in process, and what becomes of its answer. */

import { assert } from "#engine/assert.ts";
import type { PaymentMethod } from "#engine/model/payment-method.ts";
import type { Currency } from "#engine/values/currency.ts";
import { ZERO } from "#engine/values/decimal.ts";
import {
  type Charge,
  type Gateway,
  NotOffered,
  type Outcome,
  OutcomeUnknown,
} from "#gateways/gateway.ts";
import { openGateway } from "#gateways/open-gateway.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import { findPaymentGateway } from "#store/payment-gateways.ts";
import { countTransactions, findPaymentMethod } from "#store/payment-methods.ts";
import { type StoredPayment, savePayments } from "#store/payments.ts";
import { findCurrency } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";
import { lockPaymentOfAccount } from "./lock-payment.ts";
import { payIntended } from "./pay-documents.ts";
import { recordMoney } from "./record-money.ts";

/** Longer than a gateway takes to answer or to give up: meanwhile nobody else asks. */
const FIRST_WAIT_SECONDS = 90;
const LONGEST_WAIT_SECONDS = 3_600;
/** Gateways keep our keys for a day: after that, the same request would be a second one. */
const KEY_HOURS = 20;

/** Of the real clock, whatever day the entity lives on: gateways live on the real one. */
export const firstAttempt = () => ({
  attempts: 1,
  submittedAt: Temporal.Now.instant().toString(),
  nextAttemptAt: inSeconds(FIRST_WAIT_SECONDS),
});

const inSeconds = (seconds: number): string => Temporal.Now.instant().add({ seconds }).toString();

/** Whether asking again by the same key is safe. */
export const isKeyRemembered = (submittedAt: string | null): boolean =>
  submittedAt !== null &&
  Temporal.Instant.compare(
    Temporal.Instant.from(submittedAt).add({ hours: KEY_HOURS }),
    Temporal.Now.instant(),
  ) > 0;

/** When a question that was not answered is asked again: later each time. */
export const nextAttempt = (attempts: number) => ({
  attempts: attempts + 1,
  nextAttemptAt: inSeconds(
    Math.min(FIRST_WAIT_SECONDS * 2 ** (attempts - 1), LONGEST_WAIT_SECONDS),
  ),
});

/**
 * Asks the gateway for a payment that is committed as Processing, outside of any transaction, and
 * records what it answers. One that is not in process any more is returned as it is; one of which the
 * gateway says nothing stays Processing.
 */
export async function askForPayment(
  context: Context,
  payment: StoredPayment,
): Promise<StoredPayment> {
  if (payment.status !== "Processing") return payment;
  const { gateway, charge } = await inTransaction(context.database, context.entityId, (tx) =>
    chargeOf(tx, payment),
  );
  const outcome = await outcomeOf(() => gateway.charge(charge));
  if (!outcome) return payment;
  return inTransaction(context.database, context.entityId, (tx) =>
    recordPaymentOutcome(tx, context, payment.paymentId, outcome),
  );
}

/** Undefined when nobody knows. What a gateway does not do at all, it declines. */
export async function outcomeOf(ask: () => Promise<Outcome>): Promise<Outcome | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OutcomeUnknown) return undefined;
    if (!(error instanceof NotOffered)) throw error;
    const { message: response } = error;
    return { isApproved: false, referenceId: null, responseCode: "not_offered", response };
  }
}

/** How a payment is asked for: by its gateway, under its id. */
async function chargeOf(
  tx: Transaction,
  payment: StoredPayment,
): Promise<{ gateway: Gateway; charge: Charge }> {
  const method = await findPaymentMethod(tx, payment.paymentMethodId ?? "");
  const settings = await findPaymentGateway(tx, payment.gatewayId ?? "");
  assert(settings, "a payment in process has a gateway");
  const currency = await findCurrency(tx, payment.currency);
  return { gateway: openGateway(settings), charge: toCharge(payment, method, currency) };
}

export const toCharge = (
  payment: StoredPayment,
  method: PaymentMethod | undefined,
  currency: Currency,
): Charge => ({
  key: payment.paymentId,
  amount: payment.amount,
  currency,
  method: {
    type: method?.type ?? "CreditCardReferenceTransaction",
    tokenId: method?.tokenId ?? null,
    secondTokenId: method?.secondTokenId ?? null,
  },
  attempt: payment.attempts,
  gatewayOrderId: payment.gatewayOrderId ?? payment.paymentNumber,
});

/** Whoever comes second finds that it is recorded. */
export async function recordPaymentOutcome(
  tx: Transaction,
  context: Context,
  paymentId: string,
  outcome: Outcome,
): Promise<StoredPayment> {
  const payment = await lockPaymentOfAccount(tx, paymentId);
  if (payment.status !== "Processing") return payment;
  const answered = withOutcome(payment, outcome);
  if (payment.paymentMethodId !== null) {
    const { paymentMethodId } = payment;
    const { isApproved } = outcome;
    await countTransactions(tx, [{ paymentMethodId, isApproved }], context.now.toString());
  }
  if (!outcome.isApproved) {
    await savePayments(tx, [answered], authorOf(context));
    await saveEvents(tx, [declinedEvent(answered)], context.now.toString());
    return answered;
  }
  await recordProcessed(tx, context, [answered]);
  return payIntended(tx, context, answered, context.today());
}

/** The payment with its gateway's answer; an intent that is declined is none any more. */
export const withOutcome = (payment: StoredPayment, outcome: Outcome): StoredPayment => ({
  ...payment,
  status: outcome.isApproved ? "Processed" : "Error",
  gatewayState: outcome.isApproved ? "Submitted" : "NotSubmitted",
  unappliedAmount: outcome.isApproved && !payment.isStandalone ? payment.amount : ZERO,
  referenceId: outcome.referenceId,
  gatewayResponse: outcome.response,
  gatewayResponseCode: outcome.responseCode,
  nextAttemptAt: null,
});

export const declinedEvent = (payment: StoredPayment) =>
  ({
    eventType: "Payment Declined",
    accountId: payment.accountId,
    objectType: "Payment",
    objectId: payment.paymentId,
    objectNumber: payment.paymentNumber,
    amount: payment.amount,
    currency: payment.currency,
    details: { gatewayResponseCode: payment.gatewayResponseCode ?? "" },
  }) as const;

/** Money that has come in, in the journal. */
export const recordProcessed = (
  tx: Transaction,
  context: Context,
  payments: readonly StoredPayment[],
): Promise<void> =>
  recordMoney(
    tx,
    context,
    payments.map((payment) => ({
      accountId: payment.accountId,
      event: { type: "PaymentProcessed", payment },
    })),
  );
