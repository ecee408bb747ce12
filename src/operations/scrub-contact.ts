import { scrubbedContact } from "#engine/accounts/contact.ts";
import { scrubSnapshotsOf } from "#store/contact-snapshots.ts";
import { saveContact } from "#store/contacts.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { lockContact } from "./lock-contact.ts";

/**
 * Takes out of a contact, and out of all snapshots of it, whatever tells who the person is
 * (docs/decisions/0620-what-is-scrubbed.md). Cannot be undone.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export const scrubContact = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { contact } = await lockContact(tx, key);
    const scrubbed = scrubbedContact(contact);
    await saveContact(tx, scrubbed);
    await scrubSnapshotsOf(tx, scrubbed);
  });
