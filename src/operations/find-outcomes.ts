import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import {
  listPaymentsToAskAbout,
  lockPayment,
  type StoredPayment,
  savePayments,
} from "#store/payments.ts";
import { askForPayment, isKeyRemembered, nextAttempt } from "./ask-for-payment.ts";
import type { Context } from "./context.ts";

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
  return { forgotten, failed };
}

/** Undefined when somebody else has claimed it, or knows the outcome. */
const claim = (context: Context, paymentId: string): Promise<StoredPayment | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    if (payment?.status !== "Processing" || payment.nextAttemptAt === null) return undefined;
    if (Temporal.Instant.compare(payment.nextAttemptAt, Temporal.Now.instant()) > 0) {
      return undefined;
    }
    const claimed = { ...payment, ...nextAttempt(payment.attempts) };
    await savePayments(tx, [claimed], {
      userId: context.userId,
      now: context.now.toString(),
    });
    return claimed;
  });
