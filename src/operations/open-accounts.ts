import type { NewAccount } from "#engine/accounts/account.ts";
import type { Order } from "#engine/model/order.ts";
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
  if (!("newAccount" in requested)) return requested;
  const { newAccount, ...order } = requested;
  const { accountId } = await openAccount(tx, context, newAccount);
  return { ...order, accountKey: accountId };
}
