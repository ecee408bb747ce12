/** What a gateway is asked about a refund that is in process, and what becomes of its answer. */
import { assert } from "#engine/assert.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import type { Gateway, Outcome, Refund } from "#gateways/gateway.ts";
import { openGateway } from "#gateways/open-gateway.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findPaymentGateway } from "#store/payment-gateways.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import { lockPayment } from "#store/payments.ts";
import { findRefundAccountId, lockRefund, type StoredRefund, saveRefund } from "#store/refunds.ts";
import { findCurrency } from "#store/settings.ts";
import { outcomeOf } from "./ask-for-payment.ts";
import { authorOf, type Context } from "./context.ts";
import { free, giveBack } from "./give-back.ts";
import { followUpRefund } from "./refund-of-order.ts";
import type { WriteOffResult } from "./save-write-offs.ts";

/** A refund after its gateway was asked, and what was written off because of it. */
export type AskedRefund = {
  readonly refund: StoredRefund;
  readonly writeOff: readonly WriteOffResult[];
};

/**
 * Asks the gateway for a refund that is committed as Processing, outside of any transaction, and
 * records what it answers. One that is not in process any more is returned as it is; one of which the
 * gateway says nothing stays Processing.
 */
export async function askForRefund(context: Context, refund: StoredRefund): Promise<AskedRefund> {
  if (refund.status !== "Processing") return { refund, writeOff: [] };
  const { gateway, request } = await inTransaction(context.database, context.entityId, (tx) =>
    requestOf(tx, refund),
  );
  const outcome = await outcomeOf(() => gateway.refund(request));
  if (!outcome) return { refund, writeOff: [] };
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
export async function recordRefundOutcome(
  tx: Transaction,
  context: Context,
  refundId: string,
  outcome: Outcome,
): Promise<AskedRefund> {
  const accountId = await findRefundAccountId(tx, refundId);
  assert(accountId, "a refund in process is not deleted");
  if (!isUnassigned(accountId)) await lockAccount(tx, { accountId });
  const refund = await lockRefund(tx, refundId);
  assert(refund, "a refund in process is not deleted");
  if (refund.status !== "Processing") return { refund, writeOff: [] };
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
  else await free(tx, context, answered);
  return { refund: answered, writeOff: await followUpRefund(tx, context, answered) };
}
