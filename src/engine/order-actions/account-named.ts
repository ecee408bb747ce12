import { BillingError } from "../errors.ts";
import type { Account } from "../model/account.ts";
import type { OrderContext } from "./order-action.ts";

/** What an action may know of an account that it names. */
export type NamedAccount = Pick<Account, "accountId" | "accountNumber" | "status" | "currency">;

/**
 * The account with this number that is to have something to do with a subscription; undefined for no
 * number.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for an account that is not active, or of another currency.
 */
export function accountNamed(
  accountNumber: string | undefined,
  currency: string,
  { accounts }: Pick<OrderContext, "accounts">,
): NamedAccount | undefined {
  if (accountNumber === undefined) return undefined;
  const account = accounts.get(accountNumber);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: accountNumber });
  if (account.status !== "Active") {
    const message = `Account '${accountNumber}' is ${account.status}: it takes no subscriptions.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (account.currency !== currency) {
    const message = `The currency of account '${accountNumber}' is ${account.currency}, not the subscription's, ${currency}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return account;
}
