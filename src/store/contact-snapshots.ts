/** What contacts were when documents were posted (docs/decisions/0542-contact-snapshots.md). */
import type { Contact } from "#engine/model/account.ts";
import { type ContactRow, toContact, toContactColumns } from "./contacts.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** A snapshot: the contact as it was. */
export type ContactSnapshot = { readonly contactSnapshotId: string; readonly contact: Contact };

type SnapshotRow = Omit<ContactRow, "created_at" | "updated_at" | "snapshot_id"> & {
  contact_snapshot_id: string;
};

export async function findContactSnapshot(
  tx: Transaction,
  key: string,
): Promise<ContactSnapshot | undefined> {
  const { rows } = await sql<SnapshotRow>`
    select * from contact_snapshots where contact_snapshot_id = ${idOf(key)}::uuid
  `.execute(tx);
  const [row] = rows;
  return row && { contactSnapshotId: row.contact_snapshot_id, contact: toContact(row) };
}

/** Those that a document has, by the ids of their contacts. */
export async function listSnapshotsOfDocument(
  tx: Transaction,
  accountId: string,
  documentId: string,
): Promise<Map<string, Contact>> {
  const { rows } = await sql<SnapshotRow>`
    select snapshots.*
    from document_contact_snapshots of_document join contact_snapshots snapshots
      using (contact_snapshot_id)
    where of_document.account_id = ${accountId}::uuid
    and of_document.document_id = ${documentId}::uuid
  `.execute(tx);
  return new Map(rows.map((row) => [row.contact_id, toContact(row)]));
}

/**
 * The id of the snapshot that a document has of a contact, null without one. SQL.
 *
 * @param document  the columns of the document's account and id
 * @param contact  an expression for the contact's id
 */
export const snapshotIdOf = (
  document: readonly [account: string, id: string],
  contact: string,
) => `(
  select taken.contact_snapshot_id from document_contact_snapshots taken
  where taken.account_id = ${document[0]} and taken.document_id = ${document[1]}
    and taken.contact_id = ${contact})`;

/** A document that is being posted. */
export type PostedDocument = {
  readonly documentType: "Invoice" | "CreditMemo" | "DebitMemo";
  readonly accountId: string;
  readonly documentId: string;
};

/**
 * Takes snapshots of the contacts that documents, which are saved already, and their items name. Two
 * statements for however many there are; one of a contact that has not changed is taken once.
 */
export async function takeContactSnapshots(
  tx: Transaction,
  documents: readonly PostedDocument[],
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const posted = sql`unnest(
    ${documents.map(({ accountId }) => accountId)}::uuid[],
    ${documents.map(({ documentId }) => documentId)}::uuid[]
  ) as posted (account_id, document_id)`;
  const types = new Set(documents.map(({ documentType }) => documentType));
  const concerned = sql.join(
    [...types].map((type) => CONTACTS_OF[type](posted)),
    sql` union `,
  );
  await sql`
    with due as (
      select * from contacts
      where snapshot_id is null and contact_id in (select contact_id from (${concerned}) concerned)
      order by contact_id for update
    ), taken as (
      insert into contact_snapshots (account_id, contact_snapshot_id, contact_id, ${COPIED},
        created_by_id, created_at)
      select account_id, gen_random_uuid(), contact_id, ${COPIED}, ${userId}::uuid, ${now}::timestamptz
      from due
      returning account_id, contact_id, contact_snapshot_id
    )
    update contacts set snapshot_id = taken.contact_snapshot_id from taken
    where contacts.account_id = taken.account_id and contacts.contact_id = taken.contact_id
  `.execute(tx);
  await sql`
    insert into document_contact_snapshots
      (account_id, document_id, contact_id, contact_snapshot_id)
    select concerned.account_id, document_id, contact_id, snapshot_id
    from (${concerned}) concerned
    join contacts using (contact_id)
    where snapshot_id is not null
    on conflict (account_id, document_id, contact_id)
      do update set contact_snapshot_id = excluded.contact_snapshot_id
  `.execute(tx);
}

/** Forgets those of documents that are drafts again. */
export async function forgetSnapshotsOf(
  tx: Transaction,
  documents: readonly PostedDocument[],
): Promise<void> {
  await sql`
    delete from document_contact_snapshots forgotten
    using unnest(
      ${documents.map(({ accountId }) => accountId)}::uuid[],
      ${documents.map(({ documentId }) => documentId)}::uuid[]
    ) as drafts (account_id, document_id)
    where forgotten.account_id = drafts.account_id
    and forgotten.document_id = drafts.document_id
  `.execute(tx);
}

const COPIED = sql.raw(
  `first_name, last_name, nickname, address1, address2, city, country, county, state, postal_code, fax,
  home_phone, mobile_phone, other_phone, other_phone_type, work_phone, personal_email, work_email,
  tax_region, description, custom_fields`,
);

type Posted = ReturnType<typeof sql>;

/** The contacts that documents of a type name: their own, else the account's; and their items'. */
const CONTACTS_OF = {
  Invoice: (posted: Posted) => sql`
    select posted.account_id, document_id, contact_id from ${posted}
    join invoices d using (account_id) join accounts a using (account_id)
    cross join lateral (values (coalesce(d.bill_to_contact_id, a.bill_to_contact_id)),
      (coalesce(d.sold_to_contact_id, a.sold_to_contact_id))) as named (contact_id)
    where d.invoice_id = document_id and contact_id is not null
    union
    select posted.account_id, document_id, contact_id from ${posted}
    join invoice_items i using (account_id)
    left join subscriptions s
      on s.account_id = i.account_id and s.subscription_id = i.subscription_id
    left join order_line_items line on line.account_id = i.account_id
      and line.order_line_item_id = i.order_line_item_id
    left join accounts owner on owner.account_id = line.owner_account_id
    cross join lateral (values (coalesce(line.sold_to_contact_id, s.sold_to_contact_id,
      owner.sold_to_contact_id))) as named (contact_id)
    where i.invoice_id = document_id and contact_id is not null`,
  CreditMemo: (posted: Posted) => memoContacts(posted, "credit_memo"),
  DebitMemo: (posted: Posted) => memoContacts(posted, "debit_memo"),
} as const;

function memoContacts(posted: Posted, name: "credit_memo" | "debit_memo") {
  const id = (table: string) => sql.ref(`${table}.${name}_id`);
  return sql`
    select posted.account_id, document_id, contact_id from ${posted}
    join ${sql.table(`${name}s`)} d using (account_id) join accounts a using (account_id)
    cross join lateral (values (coalesce(d.bill_to_contact_id, a.bill_to_contact_id)),
      (a.sold_to_contact_id)) as named (contact_id)
    where ${id("d")} = document_id and contact_id is not null
    union
    select posted.account_id, document_id, s.sold_to_contact_id from ${posted}
    join ${sql.table(`${name}_items`)} i using (account_id)
    join subscriptions s using (account_id, subscription_id)
    where ${id("i")} = document_id and s.sold_to_contact_id is not null`;
}

/** Writes a contact over all snapshots of it: what it was is forgotten. */
export async function scrubSnapshotsOf(tx: Transaction, scrubbed: Contact): Promise<void> {
  const { account_id, contact_id, ...columns } = toContactColumns(scrubbed);
  await tx
    .updateTable("contact_snapshots")
    .set(columns)
    .where("account_id", "=", account_id)
    .where("contact_id", "=", contact_id)
    .execute();
}
