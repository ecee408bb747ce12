import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import {
  listPaymentsOfNoOrder,
  listPaymentsToAskAbout,
  lockPayment,
  type StoredPayment,
  savePayments,
} from "#store/payments.ts";
import {
  listRefundsToAskAbout,
  lockRefund,
  type StoredRefund,
  saveRefund,
} from "#store/refunds.ts";
import { askForPayment, isKeyRemembered, nextAttempt } from "./ask-for-payment.ts";
import { askForRefund } from "./ask-for-refund.ts";
import { authorOf, type Context } from "./context.ts";
import { refundAll } from "./create-order-and-collect.ts";

/** So many are asked about in one go; the rest waits for the next minute. */
const AT_ONCE = 200;

export type FoundOutcomes = {
  /** Of which the gateway has forgotten our key: a person has to look. */
  readonly forgotten: readonly string[];
  readonly failed: readonly { readonly number: string; readonly reason: string }[];
};

/**
 * Asks gateways what became of payments of which nobody knows, because no answer came or because the
 * process died that was waiting for it: the same request under the same key, which a gateway answers
 * as it did the first time. One that is not answered again is asked about later.
 */
export async function findOutcomes(
  context: Context,
  { signal }: { readonly signal: AbortSignal },
): Promise<FoundOutcomes> {
  const { database, entityId } = context;
  const waiting = await inTransaction(database, entityId, (tx) =>
    listPaymentsToAskAbout(tx, AT_ONCE),
  );
  const forgotten: string[] = [];
  const failed: { number: string; reason: string }[] = [];
  for (const { paymentId, paymentNumber, submittedAt } of waiting) {
    if (signal.aborted) break;
    if (!isKeyRemembered(submittedAt)) {
      forgotten.push(paymentNumber);
      continue;
    }
    try {
      const claimed = await claim(context, paymentId);
      if (claimed) await askForPayment(context, claimed);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      failed.push({ number: paymentNumber, reason: error.message });
    }
  }
  const orphans = await inTransaction(database, entityId, listPaymentsOfNoOrder);
  for (const payment of orphans) await refundAll(context, payment);
  await findRefundOutcomes(context, { forgotten, failed }, signal);
  return { forgotten, failed };
}

type Found = {
  readonly forgotten: string[];
  readonly failed: { number: string; reason: string }[];
};

/** The same for refunds. */
async function findRefundOutcomes(
  context: Context,
  { forgotten, failed }: Found,
  signal: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  const waiting = await inTransaction(database, entityId, (tx) =>
    listRefundsToAskAbout(tx, AT_ONCE),
  );
  for (const { refundId, refundNumber, submittedAt } of waiting) {
    if (signal.aborted) return;
    if (!isKeyRemembered(submittedAt)) {
      forgotten.push(refundNumber);
      continue;
    }
    try {
      const claimed = await claimRefund(context, refundId);
      if (claimed) await askForRefund(context, claimed);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      failed.push({ number: refundNumber, reason: error.message });
    }
  }
}

const claimRefund = (context: Context, refundId: string): Promise<StoredRefund | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const refund = await lockRefund(tx, refundId);
    if (refund?.status !== "Processing" || !isTime(refund.nextAttemptAt)) return undefined;
    const claimed = { ...refund, ...nextAttempt(refund.attempts) };
    await saveRefund(tx, claimed, authorOf(context));
    return claimed;
  });

const isTime = (at: string | null): boolean =>
  at !== null && Temporal.Instant.compare(at, Temporal.Now.instant()) <= 0;

/** Undefined when somebody else has claimed it, or knows the outcome. */
const claim = (context: Context, paymentId: string): Promise<StoredPayment | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    if (payment?.status !== "Processing" || !isTime(payment.nextAttemptAt)) return undefined;
    const claimed = { ...payment, ...nextAttempt(payment.attempts) };
    await savePayments(tx, [claimed], authorOf(context));
    return claimed;
  });
