import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { type DeltaMetrics, deltaMetrics } from "#engine/metrics/subscription-metrics.ts";
import type { CancelSubscriptionAction } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import type { StoredPayment } from "#store/payments.ts";
import { findSubscription, type StoredSubscription } from "#store/subscriptions.ts";
import { type OrderOfOne, orderOfChange } from "./change-subscription.ts";
import type { Context } from "./context.ts";
import { type ExecutedOrder, executeOrder } from "./create-order.ts";
import { makeAndCollect } from "./create-order-and-collect.ts";

export type Cancellation = OrderOfOne & { readonly action: CancelSubscriptionAction };

export type CancelledSubscription = DeltaMetrics & {
  /** Of the version that is cancelled. */
  readonly subscriptionId: string;
  readonly cancelledDate: PlainDate;
  /** Undefined when no invoice, no credit memo was made. */
  readonly invoiceId: string | undefined;
  readonly creditMemoId: string | undefined;
  /** What has paid its bill, where that was asked for. */
  readonly payment?: StoredPayment;
};

/**
 * Cancels one subscription by an order of its own, and bills it if asked, in one transaction. What it
 * bills is collected if that is asked.
 *
 * @param key  the number of the subscription, or the id of its latest version
 *
 * Errors: ENTITY_NOT_FOUND, SUBSCRIPTION_NOT_ACTIVE, those of cancelling
 * (engine/order-actions/cancel-subscription.ts), of executeOrder and of makeAndCollect. Nothing is
 * written then.
 */
export async function cancelSubscription(
  context: Context,
  key: string,
  cancellation: Cancellation,
): Promise<CancelledSubscription> {
  const { made, payment } = await makeAndCollect(context, cancellation.collectPayment, {
    make: (tx) => executeCancellation(tx, context, key, cancellation),
    orderOf: (executed) => executed,
  });
  const { changes, invoices, creditMemos } = made;
  const [change] = changes;
  assert(change?.base && change.next.cancelledDate, "the order has cancelled the subscription");
  return {
    subscriptionId: change.next.subscriptionId,
    cancelledDate: change.next.cancelledDate,
    ...deltaMetrics(change.base, change.next, context.today()),
    invoiceId: invoices[0]?.invoiceId,
    creditMemoId: creditMemos[0]?.creditMemoId,
    ...(payment && { payment }),
  };
}

async function executeCancellation(
  tx: Transaction,
  context: Context,
  key: string,
  cancellation: Cancellation,
): Promise<ExecutedOrder> {
  const found = await findActiveSubscription(tx, key);
  const order = orderOfChange(found, [cancellation.action], cancellation, context.today());
  const executed = await executeOrder(tx, context, order);
  const [change] = executed.changes;
  assert(change?.base, "the order has changed the subscription");
  // Another order was faster: the version that the id names is no longer the latest.
  if (idOf(key) === found.subscription.subscriptionId) {
    checkIsStill(found, change.base.subscriptionId);
  }
  return executed;
}

async function findActiveSubscription(tx: Transaction, key: string): Promise<StoredSubscription> {
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { subscriptionNumber, status } = found.subscription;
  if (status === "Active") return found;
  throw new BillingError("SUBSCRIPTION_NOT_ACTIVE", { subscriptionNumber, status });
}

function checkIsStill({ subscription }: StoredSubscription, latestId: string): void {
  const { subscriptionId, subscriptionNumber } = subscription;
  if (subscriptionId === latestId) return;
  throw new BillingError("SUBSCRIPTION_NOT_ACTIVE", { subscriptionNumber, status: "Expired" });
}
