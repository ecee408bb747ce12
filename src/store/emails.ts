/** What was sent to customers. */
import type { PrintedType } from "#engine/model/printed-document.ts";
import { sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { enqueueEmails } from "./job-queue.ts";
import type { PageOf, PageRequest } from "./page.ts";

/** Where an account wants its documents sent besides the bill-to contact. */
export async function findEmailSettings(tx: Transaction, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ additional_email_addresses: string[] }>`
    select additional_email_addresses from accounts where account_id = ${accountId}::uuid
  `.execute(tx);
  return rows[0]?.additional_email_addresses ?? [];
}

/** What e-mails are about. */
export type EmailedType = PrintedType | "Statement" | "Order" | typeof SIGN_IN_LINK;

/** Lets whoever reads it into a customer's page: its text is nobody else's to read. */
export const SIGN_IN_LINK = "SignInLink";

export type SentEmail = {
  readonly document: {
    readonly accountId: string;
    readonly documentType: EmailedType;
    /** Of a statement or a link: the account's. */
    readonly documentId: string;
  };
  readonly mail: {
    readonly to: readonly string[];
    readonly subject: string;
    readonly body: string;
  };
  readonly fileId: string | null;
  /** The gateway's name. */
  readonly gateway: string;
};

/** What the test gateway has taken waits for the mail server, where there is one. */
export async function saveEmail(
  tx: Transaction,
  { document, mail, fileId, gateway }: SentEmail,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const isKept = gateway === "Test";
  const { rows } = await sql<{ status: EmailStatus }>`
    insert into emails (account_id, email_id, object_type, object_id, addresses, subject, body,
      file_id, gateway, status, created_by_id, created_at)
    select ${document.accountId}::uuid, ${newId()}::uuid, ${document.documentType},
      ${document.documentId}::uuid, ${[...mail.to]}::text[], ${mail.subject}, ${mail.body},
      ${fileId}::uuid, case when waits then 'SMTP' else ${gateway} end,
      case when waits then 'Waiting' when ${isKept} then 'Kept' else 'Sent' end,
      ${userId}::uuid, ${now}::timestamptz
    from (select ${isKept} and exists (select from mail_delivery) as waits) delivery
    returning status
  `.execute(tx);
  if (rows[0]?.status === "Waiting") await enqueueEmails(tx);
}

/** Kept: in the outbox and nowhere else. The others are of e-mails that a mail server takes. */
export type EmailStatus = "Kept" | "Waiting" | "Sent" | "Failed";

export type EmailPage = {
  readonly emailId: string;
  /** One of EmailedType, or what an event is about. */
  readonly objectType: string;
  readonly objectId: string;
  readonly addresses: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly fileId: string | null;
  readonly gateway: string;
  readonly status: EmailStatus;
  readonly attempts: number;
  readonly sentAt: Date | null;
  /** What the mail server said last; null where it said nothing wrong. */
  readonly reason: string | null;
  readonly createdById: string;
  readonly createdAt: Date;
};

/** Of an account, newest first. */
export async function listEmails(
  tx: Transaction,
  accountId: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<EmailPage>> {
  const { rows } = await sql<EmailRow>`
    select * from emails where account_id = ${accountId}::uuid
    order by email_id desc limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const emails = rows.slice(0, pageSize).map((row) => ({
    emailId: row.email_id,
    objectType: row.object_type,
    objectId: row.object_id,
    addresses: row.addresses,
    subject: row.subject,
    body: row.body,
    fileId: row.file_id,
    gateway: row.gateway,
    status: row.status,
    attempts: row.attempts,
    sentAt: row.sent_at,
    reason: row.reason,
    createdById: row.created_by_id,
    createdAt: row.created_at,
  }));
  return { rows: emails, hasMore: rows.length > pageSize };
}

type EmailRow = {
  email_id: string;
  object_type: string;
  object_id: string;
  addresses: string[];
  subject: string;
  body: string;
  file_id: string | null;
  gateway: string;
  status: EmailStatus;
  attempts: number;
  sent_at: Date | null;
  reason: string | null;
  created_by_id: string;
  created_at: Date;
};
