import { BillingError } from "#engine/errors.ts";
import type { Contact } from "#engine/model/account.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import { findContact } from "#store/contacts.ts";
import type { Transaction } from "#store/database.ts";

/**
 * A contact, with its account locked: whoever changes either waits.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export async function lockContact(
  tx: Transaction,
  key: string,
): Promise<{ account: LockedAccount; contact: Contact }> {
  const found = await findContact(tx, key);
  const account = found && (await lockAccount(tx, { accountId: found.accountId }));
  // As it is now that nobody else can change it; or it has been deleted meanwhile.
  const contact = account && (await findContact(tx, key));
  if (!contact) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { account, contact };
}
