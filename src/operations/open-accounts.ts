import type { NewAccount } from "#engine/accounts/account.ts";
import type { Order, OrderedAction, OrderedSubscription } from "#engine/model/order.ts";
import type { Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { openAccount } from "./create-account.ts";

/** An order as a caller asks for it: of an account that there is, or of one that comes with it. */
export type RequestedOrder =
  | Order
  | (Omit<Order, "accountKey"> & { readonly newAccount: NewAccount });

/**
 * The order once the accounts that come with it are there. They live and die with its transaction.
 *
 * Errors: those of createAccount.
 */
export async function withAccountsOpened(
  tx: Transaction,
  context: Context,
  requested: RequestedOrder,
): Promise<Order> {
  const order = await withOrderingAccount(tx, context, requested);
  const subscriptions: OrderedSubscription[] = [];
  for (const subscription of order.subscriptions) {
    subscriptions.push(await withOwners(tx, context, subscription));
  }
  return { ...order, subscriptions };
}

async function withOrderingAccount(
  tx: Transaction,
  context: Context,
  requested: RequestedOrder,
): Promise<Order> {
  if (!("newAccount" in requested)) return requested;
  const { newAccount, ...order } = requested;
  const { accountId } = await openAccount(tx, context, newAccount);
  return { ...order, accountKey: accountId };
}

async function withOwners(
  tx: Transaction,
  context: Context,
  subscription: OrderedSubscription,
): Promise<OrderedSubscription> {
  const orderActions: OrderedAction[] = [];
  for (const ordered of subscription.orderActions) {
    const { action } = ordered;
    if (action.type !== "CreateSubscription" || !action.newSubscriptionOwnerAccount) {
      orderActions.push(ordered);
      continue;
    }
    const { newSubscriptionOwnerAccount, ...creation } = action;
    const { accountNumber } = await openAccount(tx, context, newSubscriptionOwnerAccount);
    const subscriptionOwnerAccountNumber = accountNumber;
    orderActions.push({ ...ordered, action: { ...creation, subscriptionOwnerAccountNumber } });
  }
  return { ...subscription, orderActions };
}
