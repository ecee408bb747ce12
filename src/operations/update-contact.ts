import { type ContactChange, changedContact } from "#engine/accounts/contact.ts";
import type { Contact } from "#engine/model/account.ts";
import type { LockedAccount } from "#store/accounts.ts";
import { saveContact } from "#store/contacts.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { lockContact } from "./lock-contact.ts";

/**
 * Changes the given fields of a contact. What was posted before keeps the contact as it was.
 *
 * Errors: ENTITY_NOT_FOUND; those of changedContact.
 */
export const updateContact = (
  context: Context,
  key: string,
  change: ContactChange,
): Promise<{ account: LockedAccount; contact: Contact }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { account, contact } = await lockContact(tx, key);
    const changed = changedContact(contact, change);
    await saveContact(tx, changed);
    return { account, contact: changed };
  });
