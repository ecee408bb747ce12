import { type ContactDefinition, newContact } from "#engine/accounts/contact.ts";
import { BillingError } from "#engine/errors.ts";
import type { Contact } from "#engine/model/account.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import { countContacts, saveNewContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import type { Context } from "./context.ts";

/** Whose contact it is, by one of the two, or by both where they say the same. */
export type ContactOwner = {
  readonly accountId?: string | undefined;
  readonly accountNumber?: string | undefined;
};

/** As many as the field's accounts have. */
const MOST_CONTACTS = 2_000;

/**
 * Adds a contact to an account, which goes on with the contacts that it has.
 *
 * Errors: those of newContact; MISSING_FIELD and ENTITY_NOT_FOUND for the account; NOT_ALLOWED when
 * id and number are of two accounts, or the account is cancelled or has as many contacts as it can have.
 */
export const createContact = (
  context: Context,
  owner: ContactOwner,
  definition: ContactDefinition,
): Promise<{ account: LockedAccount; contact: Contact }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const account = await lockOwner(tx, owner);
    const contact = newContact(newId(), account.accountId, definition);
    if ((await countContacts(tx, account.accountId)) >= MOST_CONTACTS) {
      const message = `An account has at most ${MOST_CONTACTS} contacts.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await saveNewContacts(tx, [contact]);
    return { account, contact };
  });

async function lockOwner(tx: Transaction, owner: ContactOwner): Promise<LockedAccount> {
  const { accountId, accountNumber } = owner;
  const key = accountId ?? accountNumber;
  if (key === undefined) throw new BillingError("MISSING_FIELD", { field: "accountId" });
  const account = await lockAccount(tx, accountId ? { accountId } : { accountNumber: key });
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (accountNumber !== undefined && account.accountNumber !== accountNumber) {
    const message = `Account '${accountNumber}' has another id than '${accountId}'.`;
    throw new BillingError("NOT_ALLOWED", { field: "accountNumber", message });
  }
  if (account.status === "Canceled") {
    const message = `Account '${account.accountNumber}' is Canceled: it takes no contacts.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return account;
}
