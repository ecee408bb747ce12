/** Documents of bill runs that are sent to customers, or were. */
import { sql, type Transaction } from "./database.ts";

/** What somebody has asked for, once: an instant in PostgreSQL's spelling tells requests apart. */
export type AskedEmails = {
  readonly billRunId: string;
  /** Also what was sent before. */
  readonly resend: boolean;
  readonly askedAt: string;
};

/**
 * Lists what is to be sent: the posted documents of a run whose accounts want e-mails
 * (`invoiceDeliveryPrefsEmail`), without invoices of zero where the run says so. The same request, made
 * again after a crash, adds nothing to what it has listed.
 */
export async function planBillRunEmails(
  tx: Transaction,
  { billRunId, resend, askedAt }: AskedEmails,
): Promise<void> {
  await sql`
    insert into bill_run_emails (account_id, bill_run_id, document_type, document_id,
      document_number, status, asked_at)
    select document.account_id, ${billRunId}::uuid, document_type, document_id, document_number,
      'Waiting', ${askedAt}::timestamptz
    from (
      select 'Invoice' as document_type, i.account_id, invoice_id as document_id,
        invoice_number as document_number
      from invoices i join bill_runs run using (bill_run_id)
      where bill_run_id = ${billRunId}::uuid and i.status = 'Posted'
      and not (run.no_email_for_zero_amount_invoice and i.amount = 0)
      union all
      select 'CreditMemo', account_id, credit_memo_id, credit_memo_number from credit_memos
      where bill_run_id = ${billRunId}::uuid and status = 'Posted'
    ) document join accounts on accounts.account_id = document.account_id
    where invoice_delivery_prefs_email and (${resend}::boolean or not exists (
      select from emails
      where emails.account_id = document.account_id and object_id = document_id
    ))
    on conflict (account_id, bill_run_id, document_id) do update
      set status = 'Waiting', reason = null, asked_at = excluded.asked_at
      where bill_run_emails.asked_at < excluded.asked_at
  `.execute(tx);
}

export type BillRunEmail = {
  readonly accountId: string;
  readonly billRunId: string;
  readonly documentType: "Invoice" | "CreditMemo";
  readonly documentId: string;
};

/** Undefined when nothing is waiting. Not locked: one job at a time sends what is of one run. */
export async function findNextBillRunEmail(
  tx: Transaction,
  billRunId: string,
): Promise<BillRunEmail | undefined> {
  const { rows } = await sql<{
    account_id: string;
    document_type: BillRunEmail["documentType"];
    document_id: string;
  }>`
    select account_id, document_type, document_id from bill_run_emails
    where bill_run_id = ${billRunId}::uuid and status = 'Waiting'
    order by account_id, document_id limit 1
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      accountId: row.account_id,
      billRunId,
      documentType: row.document_type,
      documentId: row.document_id,
    }
  );
}

export type EmailResult = "Sent" | "Skipped" | "Failed";

/** @param reason  why it was not sent */
export async function saveBillRunEmail(
  tx: Transaction,
  { accountId, billRunId, documentId }: BillRunEmail,
  status: EmailResult,
  reason: string | null = null,
): Promise<void> {
  await sql`
    update bill_run_emails set status = ${status}, reason = ${reason}
    where account_id = ${accountId}::uuid and bill_run_id = ${billRunId}::uuid
    and document_id = ${documentId}::uuid
  `.execute(tx);
}

export type BillRunEmails = {
  readonly waiting: number;
  readonly sent: number;
  readonly skipped: number;
  readonly failed: number;
  /** The first of those that are skipped or failed. */
  readonly notSent: readonly {
    readonly documentId: string;
    readonly documentNumber: string;
    readonly reason: string;
  }[];
};

const LISTED = 1_000;

/** How far the e-mails of a run are. */
export async function findBillRunEmails(
  tx: Transaction,
  billRunId: string,
): Promise<BillRunEmails> {
  const { rows: counts } = await sql<{ status: string; count: number }>`
    select status, count(*)::integer as count from bill_run_emails
    where bill_run_id = ${billRunId}::uuid group by status
  `.execute(tx);
  const { rows } = await sql<{ document_id: string; document_number: string; reason: string }>`
    select document_id, document_number, reason from bill_run_emails
    where bill_run_id = ${billRunId}::uuid and status in ('Skipped', 'Failed')
    order by document_number limit ${LISTED}
  `.execute(tx);
  const countOf = (status: string) => counts.find((row) => row.status === status)?.count ?? 0;
  return {
    waiting: countOf("Waiting"),
    sent: countOf("Sent"),
    skipped: countOf("Skipped"),
    failed: countOf("Failed"),
    notSent: rows.map((row) => ({
      documentId: row.document_id,
      documentNumber: row.document_number,
      reason: row.reason,
    })),
  };
}
