/** E-mails that wait for the mail server. */
import { type Database, sql, type Transaction } from "./database.ts";

/** From now on what is sent waits for the mail server; or stays in the outbox, where there is none. */
export async function saveMailDelivery({ kysely }: Database, isOn: boolean): Promise<void> {
  if (isOn)
    await sql`insert into mail_delivery default values on conflict do nothing`.execute(kysely);
  else await sql`delete from mail_delivery`.execute(kysely);
}

export type WaitingEmail = {
  readonly emailId: string;
  readonly addresses: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly fileId: string | null;
  /** With this one. */
  readonly attempts: number;
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: string | null;
  /** Null: as the mail server is set up. */
  readonly fromAddress: string | null;
  readonly fromName: string | null;
  readonly isHtml: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

/** So long nobody else takes up what is being sent. */
const LEASE = "10 minutes";

/** The next e-mail whose time has come, marked as being sent. */
export async function takeWaitingEmail(tx: Transaction): Promise<WaitingEmail | undefined> {
  const { rows } = await sql<{
    email_id: string;
    addresses: string[];
    subject: string;
    body: string;
    file_id: string | null;
    attempts: number;
    cc: string[];
    bcc: string[];
    reply_to: string | null;
    from_address: string | null;
    from_name: string | null;
    is_html: boolean;
    headers: Record<string, string>;
  }>`
    update emails set attempts = attempts + 1, next_attempt_at = now() + ${LEASE}::interval
    where email_id = (
      select email_id from emails
      where status = 'Waiting' and coalesce(next_attempt_at, '-infinity') <= now()
      order by next_attempt_at nulls first, email_id limit 1 for update skip locked
    )
    returning email_id, addresses, subject, body, file_id, attempts, cc, bcc, reply_to,
      from_address, from_name, is_html, headers
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      emailId: row.email_id,
      addresses: row.addresses,
      subject: row.subject,
      body: row.body,
      fileId: row.file_id,
      attempts: row.attempts,
      cc: row.cc,
      bcc: row.bcc,
      replyTo: row.reply_to,
      fromAddress: row.from_address,
      fromName: row.from_name,
      isHtml: row.is_html,
      headers: row.headers,
    }
  );
}

type EmailKey = Pick<WaitingEmail, "emailId">;

/** The mail server has it, or never will. */
export async function saveEmailOutcome(
  tx: Transaction,
  { emailId }: EmailKey,
  { status, reason }: { readonly status: "Sent" | "Failed"; readonly reason: string | null },
): Promise<void> {
  await sql`
    update emails set status = ${status}, reason = ${reason}, next_attempt_at = null,
      sent_at = case when ${status} = 'Sent' then now() end
    where email_id = ${emailId}::uuid
  `.execute(tx);
}

/** It is tried again. */
export async function postponeEmail(
  tx: Transaction,
  { emailId }: EmailKey,
  again: {
    readonly minutes: number;
    readonly reason: string;
    /** Of an attempt that came to nothing: nobody was there. */
    readonly isCounted: boolean;
  },
): Promise<void> {
  await sql`
    update emails set reason = ${again.reason}, attempts = attempts - ${again.isCounted ? 0 : 1},
      next_attempt_at = now() + ${again.minutes}::integer * interval '1 minute'
    where email_id = ${emailId}::uuid
  `.execute(tx);
}

/** Seconds until the next waiting e-mail may be sent; undefined when none waits. */
export async function findSecondsToNextEmail(tx: Transaction): Promise<number | undefined> {
  const { rows } = await sql<{ seconds: number | null }>`
    select ceil(extract(epoch from
      min(greatest(coalesce(next_attempt_at, now()), now())) - now()))::integer as seconds
    from emails where status = 'Waiting'
  `.execute(tx);
  return rows[0]?.seconds ?? undefined;
}
