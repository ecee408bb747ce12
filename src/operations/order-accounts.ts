import { BillingError } from "#engine/errors.ts";
import type { Order, OrderAction } from "#engine/model/order.ts";
import { type LockedAccount, lockAccount, lockNamedAccounts } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";

export type OrderAccounts = {
  /** The one that orders. */
  readonly account: LockedAccount;
  /** That one and those that the order names, by number. */
  readonly accounts: ReadonlyMap<string, LockedAccount>;
};

/**
 * Locks the account that orders and those that the order's actions name, in the order of their ids.
 * Those that are not there are left out: the action that names one says so.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (the account that orders is not active).
 */
export async function lockOrderAccounts(tx: Transaction, order: Order): Promise<OrderAccounts> {
  const { account, named } = await lockAccountsIn(tx, order);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: order.accountKey });
  if (account.status !== "Active") {
    const message = `Account '${account.accountNumber}' is ${account.status}: it takes no orders.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const all = [account, ...named];
  return { account, accounts: new Map(all.map((each) => [each.accountNumber, each])) };
}

/** The same, whatever is wrong with them. */
export async function lockAccountsIn(tx: Transaction, { accountKey: key, subscriptions }: Order) {
  const numbers = [...new Set(subscriptions.flatMap(accountNumbersIn))];
  return numbers.length === 0
    ? { account: await lockAccount(tx, { key }), named: [] }
    : lockNamedAccounts(tx, key, numbers);
}

const accountNumbersIn = ({ orderActions }: Order["subscriptions"][number]): string[] =>
  orderActions.flatMap(({ action }) => namedBy(action).flatMap((number) => number ?? []));

/** An account that pays for what it orders needs no name. */
function namedBy(action: OrderAction): (string | undefined)[] {
  if (action.type === "CreateSubscription") return [action.subscriptionOwnerAccountNumber];
  if (action.type !== "OwnerTransfer") return [];
  return [action.destinationAccountNumber, action.destinationInvoiceAccountNumber];
}
