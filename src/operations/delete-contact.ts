import { BillingError } from "#engine/errors.ts";
import { deleteContactRow, findUseOfContact } from "#store/contacts.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { lockContact } from "./lock-contact.ts";

/**
 * Deletes a contact on whom nothing stands: neither its account, nor a subscription, a document or
 * an order line item. Returns its id. Snapshots that documents have of it stay.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED, which says where the contact stands.
 */
export const deleteContact = (context: Context, key: string): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { contact } = await lockContact(tx, key);
    const use = await findUseOfContact(tx, contact);
    if (use !== undefined) {
      const message = `The contact cannot be deleted: it is a contact of ${use}.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteContactRow(tx, contact);
    return contact.contactId;
  });
