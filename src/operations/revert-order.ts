import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { eventsOfOrder } from "#engine/order-actions/events-of-order.ts";
import { nextVersion } from "#engine/order-actions/next-version.ts";
import { withoutPassed } from "#engine/order-actions/scheduled-dates.ts";
import { reverseDocuments } from "#engine/settlement/reverse-documents.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { type FoundDocument, listDocumentsToReverse } from "#store/documents-to-reverse.ts";
import { saveEvents } from "#store/events.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { saveOrder, saveRevertActions } from "#store/orders.ts";
import { saveReverted } from "#store/reversals.ts";
import { listVersions, saveSubscriptionVersions } from "#store/subscriptions.ts";
import type { OrderToUndo } from "#store/undone-orders.ts";
import type { Context } from "./context.ts";
import { keepingScheduledOrders } from "./keeping-scheduled-orders.ts";
import { type LockedOrder, lockOrderToUndo } from "./order-to-undo.ts";
import { saveReversals } from "./save-reversals.ts";

export type RevertedOrder = {
  readonly accountNumber: string;
  /** Of the order that reverts. */
  readonly orderNumber: string;
  readonly subscriptionNumbers: readonly string[];
  /** Of the memos that reverse what was billed and written off. */
  readonly creditMemoNumbers: readonly string[];
};

/**
 * Takes back a cancel with its money, by an order of its own: each subscription gets a version that is
 * what the one before the cancel was, and what was billed, credited and written off because of the
 * cancel is reversed by posted documents (docs/decisions/0101-reverting-a-cancel.md).
 *
 * Errors: those of lockOrderToUndo; ORDER_CANNOT_BE_UNDONE for an order that does anything but cancel,
 * and where a document stands in the way. Nothing is written then.
 */
export const revertOrder = (
  context: Context,
  orderNumber: string,
  orderDate: PlainDate,
): Promise<RevertedOrder> =>
  inTransaction(context.database, context.entityId, (tx) =>
    revertOrderWithin(tx, context, orderNumber, orderDate),
  );

/** The same, in a transaction of the caller's. */
export async function revertOrderWithin(
  tx: Transaction,
  context: Context,
  orderNumber: string,
  orderDate: PlainDate,
): Promise<RevertedOrder> {
  const locked = await lockOrderToUndo(tx, orderNumber);
  refuseAllButCancels(locked.order);
  const documents = await listDocumentsToReverse(tx, locked.order, locked.versions);
  for (const document of documents) refuseInTheWay(locked.order, document);
  const reversals = reverseDocuments(documents, { orderNumber, today: context.today(), newId });
  const { accountId } = locked.account;
  const subscriptionNumbers = locked.versions.map((version) => version.subscriptionNumber);
  const revert = await keepingScheduledOrders(tx, context, { accountId, subscriptionNumbers }, () =>
    saveRevert(tx, context, locked, orderDate),
  );
  const creditMemoNumbers = await saveReversals(tx, context, { ...revert, reversals });
  return {
    accountNumber: locked.account.accountNumber,
    orderNumber: revert.orderNumber,
    subscriptionNumbers,
    creditMemoNumbers,
  };
}

function refuseAllButCancels({ orderNumber, actionTypes, hasLineItems }: OrderToUndo): void {
  if (actionTypes.every((type) => type === "CancelSubscription") && !hasLineItems) return;
  const reason = "only one that does nothing but cancel subscriptions is reverted";
  throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
}

function refuseInTheWay({ orderNumber }: OrderToUndo, document: FoundDocument): void {
  const { documentType, documentNumber, status, isRefunded, paysDebitMemo } = document;
  const what = `${documentType === "Invoice" ? "invoice" : "credit memo"} '${documentNumber}'`;
  if (status !== "Posted") {
    const reason = `${what}, billed because of it, is ${status}: post it first`;
    throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
  }
  if (paysDebitMemo) {
    const reason = `${what} has paid a debit memo: unapply it first`;
    throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
  }
  if (!isRefunded) return;
  const reason = `${what} has been refunded`;
  throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
}

async function saveRevert(
  tx: Transaction,
  context: Context,
  { account, order: reverted, versions }: LockedOrder,
  orderDate: PlainDate,
) {
  const { accountId, currency } = account;
  const { userId } = context;
  const now = context.now.toString();
  const orderId = newId();
  const orderNumber = await nextNumber(tx, "order");
  const order = anOrder(accountId, orderDate, `Reverts ${reverted.orderNumber}.`);
  await saveOrder(tx, {
    orderId,
    orderNumber,
    accountId,
    currency,
    status: "Completed",
    order,
    changes: [],
    userId,
    now,
  });
  await saveEvents(tx, eventsOfOrder({ orderId, orderNumber, accountId }, []), now);
  await saveReverted(
    tx,
    accountId,
    { orderId: reverted.orderId, revertedBy: orderId },
    { userId, now },
  );

  const made = versions.map(({ subscriptionId }) => subscriptionId);
  const bases = versions.flatMap(({ previousSubscriptionId }) => previousSubscriptionId ?? []);
  const stored = await listVersions(tx, [...made, ...bases]);
  const byId = new Map(stored.map((each) => [each.subscriptionId, each]));
  const restored = versions.map(({ subscriptionId, previousSubscriptionId }) => {
    const cancelled = byId.get(subscriptionId);
    const base = byId.get(previousSubscriptionId ?? "");
    assert(cancelled && base, "a cancel has cancelled a version that is kept");
    return { subscription: restore(base, cancelled, context.today()), replaced: cancelled };
  });
  await saveSubscriptionVersions(tx, restored, { orderId, userId, now });
  await saveRevertActions(
    tx,
    { accountId, orderId },
    { type: "RevertOrder", orderNumber: reverted.orderNumber },
    restored.map(({ subscription: { subscriptionNumber, version } }) => ({
      subscriptionNumber,
      baseVersion: version - 1,
      newVersion: version,
    })),
  );
  return { accountId, orderId, orderNumber };
}

/**
 * The version before, as the one after: it has expired, its history has not. What was scheduled for
 * days until today has happened, and does not happen again.
 */
function restore(base: Subscription, cancelled: Subscription, today: PlainDate): Subscription {
  const status = base.statusHistory.at(-1)?.status ?? "Active";
  const ahead = withoutPassed(base, today);
  return { ...nextVersion(ahead, { newId }), version: cancelled.version + 1, status };
}

const anOrder = (accountKey: string, orderDate: PlainDate, description: string): Order => ({
  orderNumber: null,
  status: "Completed",
  schedulingOptions: null,
  orderDate,
  category: "NewSales",
  description,
  reasonCode: null,
  customFields: {},
  accountKey,
  subscriptions: [],
  processingOptions: UNBILLED,
});
