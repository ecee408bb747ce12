/** What callers attach to accounts, subscriptions and documents. */
import { sql, type Transaction } from "./database.ts";
import { idOf, newId } from "./ids.ts";
import { organizationLabelOf } from "./organizations.ts";
import type { PageOf, PageRequest } from "./page.ts";

export const ATTACHED_TO = [
  "Account",
  "Subscription",
  "Invoice",
  "CreditMemo",
  "DebitMemo",
] as const;
export type AttachedTo = (typeof ATTACHED_TO)[number];

/** What something is attached to. A subscription is one through all of its versions. */
export type AttachedObject = {
  readonly objectType: AttachedTo;
  readonly accountId: string;
  readonly objectId: string;
  readonly subscriptionNumber: string | null;
};

const TABLES = {
  Account: { table: "accounts", id: "account_id", number: "account_number" },
  Subscription: { table: "subscriptions", id: "subscription_id", number: "subscription_number" },
  Invoice: { table: "invoices", id: "invoice_id", number: "invoice_number" },
  CreditMemo: { table: "credit_memos", id: "credit_memo_id", number: "credit_memo_number" },
  DebitMemo: { table: "debit_memos", id: "debit_memo_id", number: "debit_memo_number" },
} as const satisfies Record<AttachedTo, object>;

/** By id or number. */
export async function findAttachedObject(
  tx: Transaction,
  objectType: AttachedTo,
  key: string,
): Promise<AttachedObject | undefined> {
  const { table, id, number } = TABLES[objectType];
  const isSubscription = objectType === "Subscription";
  const { rows } = await sql<{ account_id: string; object_id: string; number: string }>`
    select account_id, ${sql.ref(id)} as object_id, ${sql.ref(number)} as number
    from ${sql.table(table)}
    where ${sql.ref(number)} = ${key} or ${sql.ref(id)} = ${idOf(key)}::uuid
    order by (${sql.ref(id)} = ${idOf(key)}::uuid) desc nulls last
      ${isSubscription ? sql`, is_latest_version desc` : sql``}
    limit 1
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      objectType,
      accountId: row.account_id,
      objectId: row.object_id,
      subscriptionNumber: isSubscription ? row.number : null,
    }
  );
}

export type NewAttachment = {
  readonly fileId: string;
  /** Without its extension. */
  readonly fileName: string;
  readonly description: string | null;
};

type Author = { readonly userId: string; readonly now: string };

/** @returns its id */
export async function saveAttachment(
  tx: Transaction,
  object: AttachedObject,
  { fileId, fileName, description }: NewAttachment,
  { userId, now }: Author,
): Promise<string> {
  const attachmentId = newId();
  await sql`
    insert into attachments (account_id, attachment_id, file_id, object_type, object_id,
      subscription_number, file_name, description, created_by_id, created_at, updated_by_id,
      updated_at)
    values (${object.accountId}::uuid, ${attachmentId}::uuid, ${fileId}::uuid, ${object.objectType},
      ${object.objectId}::uuid, ${object.subscriptionNumber}, ${fileName}, ${description},
      ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz)
  `.execute(tx);
  return attachmentId;
}

export type AttachmentPage = NewAttachment & {
  readonly attachmentId: string;
  /** With the dot; empty when the file had none. */
  readonly extension: string;
  readonly contentType: string;
  readonly organizationLabel: string | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const ATTACHMENT = sql`
  select t.*, f.content_type, f.file_name as stored_name, ${organizationLabelOf("a")}
  from attachments t join files f using (account_id, file_id)
    join accounts a on a.account_id = t.account_id`;

export async function findAttachment(
  tx: Transaction,
  key: string,
): Promise<AttachmentPage | undefined> {
  const { rows } = await sql<AttachmentRow>`
    ${ATTACHMENT} where t.attachment_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toPage(rows[0]);
}

/** Newest first. */
export async function listAttachments(
  tx: Transaction,
  { objectType, accountId, objectId, subscriptionNumber }: AttachedObject,
  { page, pageSize }: PageRequest,
): Promise<PageOf<AttachmentPage>> {
  const own =
    subscriptionNumber === null
      ? sql`t.account_id = ${accountId}::uuid and t.object_id = ${objectId}::uuid`
      : sql`t.subscription_number = ${subscriptionNumber}`;
  const { rows } = await sql<AttachmentRow>`
    ${ATTACHMENT} where t.object_type = ${objectType} and ${own}
    order by t.attachment_id desc limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPage), hasMore: rows.length > pageSize };
}

/** What is undefined stays. @returns whether it is there */
export async function updateAttachmentRow(
  tx: Transaction,
  key: string,
  change: { readonly fileName?: string | undefined; readonly description?: string | undefined },
  { userId, now }: Author,
): Promise<boolean> {
  const { rows } = await sql`
    update attachments set file_name = coalesce(${change.fileName ?? null}, file_name),
      description = coalesce(${change.description ?? null}, description),
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where attachment_id = ${idOf(key)}::uuid returning attachment_id
  `.execute(tx);
  return rows.length > 0;
}

/** With its file. @returns whether it was there */
export async function deleteAttachmentRow(tx: Transaction, key: string): Promise<boolean> {
  const { rows } = await sql<{ account_id: string; file_id: string }>`
    delete from attachments where attachment_id = ${idOf(key)}::uuid
    returning account_id, file_id
  `.execute(tx);
  const [row] = rows;
  if (!row) return false;
  await sql`
    delete from files
    where account_id = ${row.account_id}::uuid and file_id = ${row.file_id}::uuid
  `.execute(tx);
  return true;
}

type AttachmentRow = {
  attachment_id: string;
  file_id: string;
  file_name: string;
  stored_name: string;
  content_type: string;
  description: string | null;
  organization_label: string | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toPage = (row: AttachmentRow): AttachmentPage => ({
  attachmentId: row.attachment_id,
  fileId: row.file_id,
  fileName: row.file_name,
  extension: /\.[^.]*$/.exec(row.stored_name)?.[0] ?? "",
  contentType: row.content_type,
  description: row.description,
  organizationLabel: row.organization_label,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
