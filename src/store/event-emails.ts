/** E-mails that tell of events, in the outbox, and the history of all e-mails. */
import type { EventEmail } from "#engine/model/event-email.ts";
import { sql, type Transaction } from "./database.ts";
import type { EmailStatus } from "./emails.ts";
import { idOf, newId } from "./ids.ts";
import { enqueueEmails } from "./job-queue.ts";

/** Which definition an e-mail is of, by its name then. */
export type Notifier = { readonly notificationDefinitionId: string; readonly name: string };

/** Puts it into the outbox; one that has nobody to go to into the history only. */
export async function saveEventEmail(
  tx: Transaction,
  email: EventEmail,
  { notificationDefinitionId, name }: Notifier,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const { accountId, objectType, objectId, eventNumber, eventCategory, errorMessage } = email;
  const { rows } = await sql<{ status: EmailStatus }>`
    insert into emails (account_id, email_id, object_type, object_id, addresses, subject, body,
      gateway, status, reason, created_by_id, created_at, notification_definition_id, notification,
      event_number, event_category, cc, bcc, reply_to, from_address, from_name, is_html, headers)
    select ${accountId}::uuid, ${newId()}::uuid, ${objectType}, ${objectId}::uuid,
      ${[...email.to]}::text[], ${email.subject}, ${email.body}, ${GATEWAY}, ${STATUS},
      ${errorMessage}, ${userId}::uuid, ${now}::timestamptz, ${notificationDefinitionId}::uuid,
      ${name}, ${eventNumber}::bigint, ${eventCategory}::integer, ${[...email.cc]}::text[],
      ${[...email.bcc]}::text[], ${email.replyTo}, ${email.fromAddress}, ${email.fromName},
      ${email.isHtml}, ${JSON.stringify(email.headers)}::jsonb
    from (select ${errorMessage !== null}::boolean as fails,
      exists (select from mail_delivery) as waits) delivery
    returning status
  `.execute(tx);
  if (rows[0]?.status === "Waiting") await enqueueEmails(tx);
}

/** As store/emails.ts has it: without a mail server an e-mail stays in the outbox. */
const GATEWAY = sql`case when waits then 'SMTP' else 'Test' end`;
const STATUS = sql`case when fails then 'Failed' when waits then 'Waiting' else 'Kept' end`;

/**
 * Puts e-mails into the outbox once more, as they were written.
 *
 * @returns ids of those that are there
 */
export async function copyEmails(
  tx: Transaction,
  emailIds: readonly string[],
  { now }: { readonly now: string },
): Promise<string[]> {
  const { rows } = await sql<{ email_id: string }>`
    select email_id from emails
    where email_id = any (${emailIds.map((id) => idOf(id) ?? newId())}::uuid[])
    and cardinality(addresses) > 0
  `.execute(tx);
  const known = rows.map((row) => row.email_id);
  const { rows: copies } = await sql<{ status: EmailStatus }>`
    insert into emails (account_id, email_id, object_type, object_id, addresses, subject, body,
      file_id, gateway, status, created_by_id, created_at, notification_definition_id, notification,
      event_number, event_category, cc, bcc, reply_to, from_address, from_name, is_html, headers)
    select account_id, given.new_id, object_type, object_id, addresses, subject, body, file_id,
      ${GATEWAY}, ${STATUS}, created_by_id, ${now}::timestamptz, notification_definition_id, notification,
      event_number, event_category, cc, bcc, reply_to, from_address, from_name, is_html, headers
    from unnest(${known}::uuid[], ${known.map(() => newId())}::uuid[]) given (email_id, new_id)
    join emails using (email_id)
    cross join (select false as fails, exists (select from mail_delivery) as waits) delivery
    returning status
  `.execute(tx);
  if (copies.some(({ status }) => status === "Waiting")) await enqueueEmails(tx);
  return known;
}

export type EmailHistoryFilter = {
  /** ISO instants. */
  readonly from: string | undefined;
  readonly through: string | undefined;
  readonly accountId: string | undefined;
  readonly objectId: string | undefined;
  readonly eventCategory: number | undefined;
  readonly failedOnly: boolean;
};

export type EmailHistory = {
  readonly emailId: string;
  readonly accountId: string | null;
  readonly objectType: string;
  readonly addresses: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: string | null;
  readonly fromAddress: string | null;
  readonly subject: string;
  readonly notification: string | null;
  readonly eventNumber: number | null;
  readonly eventCategory: number | null;
  readonly errorMessage: string | null;
  readonly createdAt: Date;
};

/** Of all e-mails, the latest first, one more than fits on the page where there are more. */
export async function listEmailHistory(
  tx: Transaction,
  filter: EmailHistoryFilter,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
): Promise<EmailHistory[]> {
  const { from = null, through = null, accountId, objectId, failedOnly } = filter;
  const { eventCategory = null } = filter;
  const { rows } = await sql<HistoryRow>`
    select * from (
      select *, coalesce(event_category, case when notification is null then
        case object_type when 'Invoice' then 1130 when 'CreditMemo' then 2730 else 2830 end end)
        as category
      from emails
    ) known
    where (${from}::timestamptz is null or created_at >= ${from})
    and (${through}::timestamptz is null or created_at <= ${through})
    and (${accountId ?? null}::text is null or account_id = ${idOf(accountId ?? "")}::uuid)
    and (${objectId ?? null}::text is null or object_id = ${idOf(objectId ?? "")}::uuid)
    and (${eventCategory}::integer is null or category = ${eventCategory})
    and not (${failedOnly} and status <> 'Failed')
    order by created_at desc, email_id desc
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return rows.map((row) => ({
    emailId: row.email_id,
    accountId: row.account_id,
    objectType: row.object_type,
    addresses: row.addresses,
    cc: row.cc,
    bcc: row.bcc,
    replyTo: row.reply_to,
    fromAddress: row.from_address,
    subject: row.subject,
    notification: row.notification,
    eventNumber: row.event_number,
    eventCategory: row.category,
    errorMessage: row.status === "Failed" ? (row.reason ?? "It was not sent.") : null,
    createdAt: row.created_at,
  }));
}

type HistoryRow = {
  email_id: string;
  account_id: string | null;
  object_type: string;
  addresses: string[];
  cc: string[];
  bcc: string[];
  reply_to: string | null;
  from_address: string | null;
  subject: string;
  notification: string | null;
  event_number: number | null;
  category: number | null;
  status: EmailStatus;
  reason: string | null;
  created_at: Date;
};
