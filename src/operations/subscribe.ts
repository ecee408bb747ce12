import type { NewAccount } from "#engine/accounts/account.ts";
import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import type { Context } from "./context.ts";
import { createAccount } from "./create-account.ts";
import { createOrderAndCollect, type PaidOrder } from "./create-order-and-collect.ts";
import type { MethodToCreate } from "./create-payment-method.ts";
import { createSubscription, type SubscriptionToCreate } from "./create-subscription.ts";
import { deleteAccount } from "./delete-account.ts";
import type { RequestedOrder } from "./open-accounts.ts";
import { previewNewSubscription } from "./preview-subscription.ts";

/** Whose subscription it is to be: of an account that there is, or of one that comes with it. */
export type Subscriber =
  | { readonly accountKey: string }
  | { readonly newAccount: NewAccount; readonly paymentMethod: MethodToCreate | undefined };

/** The order of a subscription, with the account that it is for. */
export function orderFor(subscriber: Subscriber, order: Order): RequestedOrder {
  if ("accountKey" in subscriber) return { ...order, accountKey: subscriber.accountKey };
  const { accountKey: _, ...rest } = order;
  return { ...rest, newAccount: subscriber.newAccount };
}

/**
 * Creates a subscription by an order of its own, and its account where there is none yet. A payment
 * method is kept by its gateway between the two: the order is tried out before, and if it fails after
 * all, the account is deleted.
 *
 * Errors: those of createAccount and of createSubscription. No subscription is there then.
 */
export async function subscribe(
  context: Context,
  subscriber: Subscriber,
  creation: SubscriptionToCreate,
): Promise<PaidOrder> {
  const order = orderFor(subscriber, creation.order);
  if ("accountKey" in order) return createSubscription(context, { ...creation, order });
  if ("accountKey" in subscriber) throw new Error("an account that there is needs no other");
  const { newAccount, paymentMethod } = subscriber;
  const paysWithNothing = !paymentMethod && newAccount.paymentMethodId === undefined;
  if (paysWithNothing) return createOrderAndCollect(context, withoutDefault(order, creation));
  // Its method is not kept yet, and without one nothing is collected of itself.
  await rehearse(context, { ...order, newAccount: { ...newAccount, autoPay: undefined } });
  const { accountId } = await createAccount(context, newAccount, paymentMethod);
  try {
    const ours = { ...creation.order, accountKey: accountId };
    return await createSubscription(context, { ...creation, order: ours });
  } catch (error) {
    await takeBack(context, accountId);
    throw error;
  }
}

/** Nobody has asked to collect of an account that has nothing to pay with. */
function withoutDefault(order: RequestedOrder, creation: SubscriptionToCreate): RequestedOrder {
  if (!creation.collectsByDefault) return order;
  const { collectPayment: _, ...processingOptions } = order.processingOptions;
  return { ...order, processingOptions };
}

async function rehearse(context: Context, order: RequestedOrder): Promise<void> {
  const { targetDate, documentDate } = order.processingOptions;
  const nothing = { wantsDocuments: false, wantsChargeMetrics: false, includesDrafts: false };
  const { collectPayment: _, ...processingOptions } = order.processingOptions;
  const tried = { ...order, processingOptions };
  await previewNewSubscription(context, tried, { ...nothing, targetDate, documentDate });
}

/** A payment that was declined keeps its account. */
async function takeBack(context: Context, accountId: string): Promise<void> {
  try {
    await deleteAccount(context, accountId);
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
  }
}
