import { type ContactChange, changedContact } from "#engine/accounts/contact.ts";
import { BillingError } from "#engine/errors.ts";
import type { Contact } from "#engine/model/account.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { saveContact } from "#store/contacts.ts";
import { inTransaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import type { Context } from "./context.ts";
import { lockContact } from "./lock-contact.ts";

/**
 * Changes the given fields of a contact. What was posted before keeps the contact as it was.
 *
 * @param accountId  of whom it is; given, it is not another's
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for another account; those of changedContact.
 */
export const updateContact = (
  context: Context,
  key: string,
  change: ContactChange,
  accountId?: string,
): Promise<{ account: LockedAccount; contact: Contact }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { account, contact } = await lockContact(tx, key);
    if (accountId !== undefined && idOf(accountId) !== account.accountId) {
      throw new BillingError("NOT_ALLOWED", { message: "A contact does not change its account." });
    }
    const changed = changedContact(contact, change);
    await saveContact(tx, changed);
    return { account, contact: changed };
  });
