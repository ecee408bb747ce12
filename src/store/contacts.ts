/** Contacts of accounts. A contact belongs to one account for good. */
import type { Selectable } from "kysely";
import type { Account, Contact } from "#engine/model/account.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { ENTITY_CLOCK, sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { DB } from "./schema.ts";

/** The contact with this id, whosever it is: contacts have no number. */
export async function findContact(tx: Transaction, key: string): Promise<Contact | undefined> {
  const { rows } = await sql<ContactRow>`
    select * from contacts where contact_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toContact(rows[0]);
}

/** The contacts of one account, oldest first. */
export async function listContacts(tx: Transaction, accountId: string): Promise<Contact[]> {
  const { rows } = await sql<ContactRow>`
    select * from contacts where account_id = ${accountId}::uuid order by created_at, contact_id
  `.execute(tx);
  return rows.map(toContact);
}

/** The accounts that contacts belong to, by the contacts' ids; unknown ones are missing. */
export async function listContactOwners(
  tx: Transaction,
  contactIds: readonly string[],
): Promise<Map<string, string>> {
  if (contactIds.length === 0) return new Map();
  const ids = contactIds.flatMap((contactId) => idOf(contactId) ?? []);
  const { rows } = await sql<{ contact_id: string; account_id: string }>`
    select contact_id, account_id from contacts where contact_id = any (${ids}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.contact_id, row.account_id]));
}

/** Contacts of whichever accounts; what is no id of a contact is left out. */
export async function listContactsById(
  tx: Transaction,
  contactIds: readonly string[],
): Promise<Contact[]> {
  const ids = contactIds.flatMap((contactId) => idOf(contactId) ?? []);
  if (ids.length === 0) return [];
  const { rows } = await sql<ContactRow>`
    select * from contacts where contact_id = any (${ids}::uuid[])
  `.execute(tx);
  return rows.map(toContact);
}

/** The two contacts of an account, which may be one; undefined where it has none. One query. */
export async function findAccountContacts(
  tx: Transaction,
  account: Pick<Account, "accountId" | "billToContactId" | "soldToContactId">,
): Promise<{ billTo: Contact | undefined; soldTo: Contact | undefined }> {
  const { accountId, billToContactId, soldToContactId } = account;
  const { rows } = await sql<ContactRow>`
    select * from contacts
    where account_id = ${accountId}::uuid
      and contact_id in (${billToContactId}::uuid, ${soldToContactId}::uuid)
  `.execute(tx);
  const contacts = rows.map(toContact);
  const contactOf = (id: string | null) => contacts.find(({ contactId }) => contactId === id);
  return { billTo: contactOf(billToContactId), soldTo: contactOf(soldToContactId) };
}

/** So many contacts have no more parameters than a statement may have. */
const MOST_OF_ONE_STATEMENT = 1_000;

export async function saveNewContacts(tx: Transaction, contacts: readonly Contact[]) {
  const written = { created_at: ENTITY_CLOCK, updated_at: ENTITY_CLOCK };
  for (let start = 0; start < contacts.length; start += MOST_OF_ONE_STATEMENT) {
    const some = contacts.slice(start, start + MOST_OF_ONE_STATEMENT);
    const values = some.map((contact) => ({ ...toContactColumns(contact), ...written }));
    await tx.insertInto("contacts").values(values).execute();
  }
}

/** Writes all that can change of a contact. */
export async function saveContact(tx: Transaction, contact: Contact): Promise<void> {
  await tx
    .updateTable("contacts")
    .set({ ...toContactColumns(contact), snapshot_id: null, updated_at: ENTITY_CLOCK })
    .where("account_id", "=", contact.accountId)
    .where("contact_id", "=", contact.contactId)
    .execute();
}

export async function countContacts(tx: Transaction, accountId: string): Promise<number> {
  const { rows } = await sql<{ contacts: number }>`
    select count(*)::integer as contacts from contacts where account_id = ${accountId}::uuid
  `.execute(tx);
  return rows[0]?.contacts ?? 0;
}

type ContactKeys = Pick<Contact, "accountId" | "contactId">;

/** Where a contact stands, for a person to read; undefined: nowhere. */
export async function findUseOfContact(
  tx: Transaction,
  { accountId, contactId }: ContactKeys,
): Promise<string | undefined> {
  const { rows } = await sql<{ use: string }>`
    with wanted as (select ${accountId}::uuid as account_id, ${contactId}::uuid as contact_id)
    select use from wanted, lateral (
      select 'its account' as use from accounts a where a.account_id = wanted.account_id
        and contact_id in (a.bill_to_contact_id, a.sold_to_contact_id)
      union all
      select 'subscription ' || s.subscription_number from subscriptions s
      where (s.account_id = wanted.account_id or s.subscription_owner_id = wanted.account_id)
        and contact_id in (s.bill_to_contact_id, s.sold_to_contact_id, s.ship_to_contact_id)
      union all
      select 'order line item ' || l.item_number from order_line_items l
      where l.account_id = wanted.account_id
        and contact_id in (l.bill_to_contact_id, l.sold_to_contact_id)
      union all
      select 'invoice ' || i.invoice_number from invoices i
      where i.account_id = wanted.account_id
        and contact_id in (i.bill_to_contact_id, i.sold_to_contact_id)
      union all
      select 'credit memo ' || c.credit_memo_number from credit_memos c
      where c.account_id = wanted.account_id and contact_id = c.bill_to_contact_id
      union all
      select 'debit memo ' || d.debit_memo_number from debit_memos d
      where d.account_id = wanted.account_id and contact_id = d.bill_to_contact_id
    ) uses
    limit 1
  `.execute(tx);
  return rows[0]?.use;
}

export async function deleteContactRow(tx: Transaction, contact: ContactKeys): Promise<void> {
  await tx
    .deleteFrom("contacts")
    .where("account_id", "=", contact.accountId)
    .where("contact_id", "=", contact.contactId)
    .execute();
}

export type ContactRow = Selectable<DB["contacts"]>;

export const toContact = (
  row: Omit<ContactRow, "created_at" | "updated_at" | "snapshot_id">,
): Contact => ({
  contactId: row.contact_id,
  accountId: row.account_id,
  firstName: row.first_name,
  lastName: row.last_name,
  nickname: row.nickname,
  address1: row.address1,
  address2: row.address2,
  city: row.city,
  country: row.country,
  county: row.county,
  state: row.state,
  postalCode: row.postal_code,
  fax: row.fax,
  homePhone: row.home_phone,
  mobilePhone: row.mobile_phone,
  otherPhone: row.other_phone,
  otherPhoneType: row.other_phone_type,
  workPhone: row.work_phone,
  personalEmail: row.personal_email,
  workEmail: row.work_email,
  taxRegion: row.tax_region,
  contactDescription: row.description,
  customFields: row.custom_fields as CustomFields,
});

/** The columns of a contact that can change, and its keys. */
export const toContactColumns = (contact: Contact) => ({
  contact_id: contact.contactId,
  account_id: contact.accountId,
  first_name: contact.firstName,
  last_name: contact.lastName,
  nickname: contact.nickname,
  address1: contact.address1,
  address2: contact.address2,
  city: contact.city,
  country: contact.country,
  county: contact.county,
  state: contact.state,
  postal_code: contact.postalCode,
  fax: contact.fax,
  home_phone: contact.homePhone,
  mobile_phone: contact.mobilePhone,
  other_phone: contact.otherPhone,
  other_phone_type: contact.otherPhoneType,
  work_phone: contact.workPhone,
  personal_email: contact.personalEmail,
  work_email: contact.workEmail,
  tax_region: contact.taxRegion,
  description: contact.contactDescription,
  custom_fields: JSON.stringify(contact.customFields),
});
