/** What an invoice goes through: from a draft to posted and back, cancelled and gone. */
import type { Invoice } from "#engine/model/document.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { DocumentKeys } from "./billed-by-documents.ts";
import { sql, type Transaction } from "./database.ts";
import type { DraftCreditMemo } from "./drafts.ts";
import type { Authorship } from "./invoice-rows.ts";
import { findNumberInUse } from "./numbers.ts";

type InvoiceKey = Pick<Invoice, "accountId" | "invoiceId">;

/** What of an invoice only its own life needs to know. */
export type InvoiceLife = {
  readonly dueDate: PlainDate;
  readonly paymentTerm: string;
  readonly isReversed: boolean;
  /** Standalone, or what billing has billed. */
  readonly sourceType: string;
};

/** Of an invoice that is there. */
export async function findInvoiceLife(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<InvoiceLife | undefined> {
  const { rows } = await sql<{
    due_date: PlainDate;
    payment_term: string;
    is_reversed: boolean;
    source_type: string;
  }>`
    select due_date, payment_term, is_reversed, source_type from invoices
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      dueDate: row.due_date,
      paymentTerm: row.payment_term,
      isReversed: row.is_reversed,
      sourceType: row.source_type,
    }
  );
}

/**
 * What stands in the way of an invoice's being taken back, as the rest of a sentence: what was applied
 * to it, a memo that credits or was made from it. Undefined when nothing does.
 */
export async function findWhatUses(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<string | undefined> {
  const { rows } = await sql<{ reason: string }>`
    select 'something is applied to it' as reason from applications
    where account_id = ${accountId}::uuid and target_id = ${invoiceId}::uuid
    group by target_item_id, target_tax_item_id having sum(amount) <> 0
    union all
    select 'credit memo ''' || credit_memo_number || ''' credits it'
    from credit_memos memos
    where account_id = ${accountId}::uuid and status <> 'Canceled' and not is_reversed and (
      referred_invoice_id = ${invoiceId}::uuid or exists (
        select from credit_memo_items items
        where items.account_id = memos.account_id and items.credit_memo_id = memos.credit_memo_id
        and credit_from_invoice_id = ${invoiceId}::uuid
      )
    )
    union all
    select 'debit memo ''' || debit_memo_number || ''' was made from it' from debit_memos
    where account_id = ${accountId}::uuid and referred_invoice_id = ${invoiceId}::uuid
      and status <> 'Canceled'
    limit 1
  `.execute(tx);
  return rows[0]?.reason;
}

/**
 * The number of the newest invoice of the account that was made later, by another billing, and is not
 * cancelled. Ids tell: an entity may have a clock of its own.
 */
export async function findNewerInvoice(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<string | undefined> {
  const { rows } = await sql<{ invoice_number: string }>`
    select newer.invoice_number
    from invoices this join invoices newer using (account_id)
    where account_id = ${accountId}::uuid and this.invoice_id = ${invoiceId}::uuid
    and newer.invoice_id > this.invoice_id and newer.created_at <> this.created_at
    and newer.status <> 'Canceled'
    order by newer.invoice_id desc limit 1
  `.execute(tx);
  return rows[0]?.invoice_number;
}

/**
 * The number of an invoice that bills one of this one's subscriptions, was made later, and is neither
 * cancelled nor reversed.
 */
export async function findNewerOfSubscriptions(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<string | undefined> {
  const { rows } = await sql<{ invoice_number: string }>`
    select newer.invoice_number
    from invoices this join invoices newer using (account_id)
    where account_id = ${accountId}::uuid and this.invoice_id = ${invoiceId}::uuid
    and newer.invoice_id > this.invoice_id and newer.created_at <> this.created_at
    and newer.status <> 'Canceled' and not newer.is_reversed and exists (
      select from invoice_items own join invoice_items others using (account_id, subscription_number)
      where own.account_id = ${accountId}::uuid and own.invoice_id = ${invoiceId}::uuid
      and others.invoice_id = newer.invoice_id
    )
    order by newer.invoice_id desc limit 1
  `.execute(tx);
  return rows[0]?.invoice_number;
}

/** Whether the invoice as a whole was. */
export async function isReversed(tx: Transaction, invoice: InvoiceKey): Promise<boolean> {
  return (await findInvoiceLife(tx, invoice))?.isReversed ?? false;
}

/**
 * The credit memos that are drafts and were made together with an invoice by one billing: where it is
 * the sign that says what is a credit memo, they stay together.
 */
export async function listSiblingDrafts(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<(DraftCreditMemo & { readonly creditMemoDate: PlainDate })[]> {
  const { rows } = await sql<SiblingRow>`
    select credit_memo_id, credit_memo_number, memos.currency, memos.amount, memos.tax_amount,
      credit_memo_date
    from invoices join credit_memos memos using (account_id)
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
    and memos.created_at = invoices.created_at and memos.status = 'Draft'
    and memos.bill_run_id is not distinct from invoices.bill_run_id
    and memos.source = invoices.source
    and memos.source_type in ('Subscription', 'Order', 'Consolidation')
    order by credit_memo_number
  `.execute(tx);
  return rows.map((row) => ({
    accountId,
    creditMemoId: row.credit_memo_id,
    creditMemoNumber: row.credit_memo_number,
    currency: row.currency,
    amount: decimal(row.amount),
    taxAmount: decimal(row.tax_amount),
    creditMemoDate: row.credit_memo_date,
  }));
}

type SiblingRow = {
  credit_memo_id: string;
  credit_memo_number: string;
  currency: string;
  amount: string;
  tax_amount: string;
  credit_memo_date: PlainDate;
};

type Author = Pick<Authorship, "userId" | "now">;

/** Marks drafts of one account as Canceled. */
export async function saveCanceled(
  tx: Transaction,
  accountId: string,
  documents: Pick<DocumentKeys, "invoiceIds" | "creditMemoIds">,
  { userId, now }: Author,
): Promise<void> {
  const canceled = sql`status = 'Canceled', updated_by_id = ${userId}::uuid,
    updated_at = ${now}::timestamptz`;
  await sql`
    update invoices set ${canceled} where account_id = ${accountId}::uuid
    and invoice_id = any (${documents.invoiceIds}::uuid[])
  `.execute(tx);
  if (documents.creditMemoIds.length === 0) return;
  await sql`
    update credit_memos set ${canceled}, cancelled_by_id = ${userId}::uuid,
      cancelled_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid
    and credit_memo_id = any (${documents.creditMemoIds}::uuid[])
  `.execute(tx);
}

export async function isInvoiceNumberTaken(tx: Transaction, number: string): Promise<boolean> {
  return (await findNumberInUse(tx, "invoices", "invoice_number", [number])) !== undefined;
}

/** Makes a posted invoice a draft again. */
export async function saveUnposted(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update invoices set status = 'Draft', posted_by_id = null, posted_at = null,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
}

/**
 * Deletes an invoice with its items, its taxes and its files. What the journal says of it stays, and is
 * nothing; so does what was sent.
 */
export async function deleteInvoiceRows(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<void> {
  await deleteItemRows(tx, { accountId, invoiceId });
  for (const table of ["attachments", "files"]) {
    await sql`
      delete from ${sql.table(table)}
      where account_id = ${accountId}::uuid and object_id = ${invoiceId}::uuid
    `.execute(tx);
  }
  await sql`
    delete from invoices
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
}

/** Deletes what is on an invoice: its items and their taxes. */
export async function deleteItemRows(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<void> {
  await sql`
    delete from taxation_items
    where account_id = ${accountId}::uuid and document_id = ${invoiceId}::uuid
  `.execute(tx);
  await sql`
    delete from invoice_items
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
}
