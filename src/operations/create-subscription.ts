import type { Order } from "#engine/model/order.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { createOrderAndCollect, type PaidOrder } from "./create-order-and-collect.ts";

export type SubscriptionToCreate = {
  /** Of one subscription; it collects if it says so. */
  readonly order: Order;
  /** Nobody has said whether to collect: an account with nothing to pay with goes on owing. */
  readonly collectsByDefault: boolean;
};

/**
 * Creates one subscription by an order of its own, bills it, and collects what it bills, if asked or
 * where that is the default.
 *
 * Errors: those of createOrderAndCollect.
 */
export async function createSubscription(
  context: Context,
  { order, collectsByDefault }: SubscriptionToCreate,
): Promise<PaidOrder> {
  if (!collectsByDefault || !order.processingOptions.collectPayment) {
    return createOrderAndCollect(context, order);
  }
  const account = await inTransaction(context.database, context.entityId, (tx) =>
    findAccount(tx, order.accountKey),
  );
  if (account?.defaultPaymentMethodId) return createOrderAndCollect(context, order);
  const { collectPayment: _, ...processingOptions } = order.processingOptions;
  return createOrderAndCollect(context, { ...order, processingOptions });
}
