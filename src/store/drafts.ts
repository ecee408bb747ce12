/** Draft documents of a bill run, on their way to being posted. */
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { updateRows } from "./insert-rows.ts";

/** The next accounts that have drafts of the run, in the order of their ids, past `after`. */
export async function listAccountsWithDrafts(
  tx: Transaction,
  billRunId: string,
  limit: number,
  after = NO_ACCOUNT,
): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from (
      (select distinct account_id from invoices
        where bill_run_id = ${billRunId}::uuid and status = 'Draft'
          and account_id > ${after}::uuid
        order by account_id limit ${limit})
      union
      (select distinct account_id from credit_memos
        where bill_run_id = ${billRunId}::uuid and status = 'Draft'
          and account_id > ${after}::uuid
        order by account_id limit ${limit})
    ) drafts
    order by account_id limit ${limit}
  `.execute(tx);
  return rows.map((row) => row.account_id);
}

/** A draft whose tax engine has failed is not posted. */
const IS_TAXED_WELL = sql`tax_status is distinct from 'Error'`;

/** Below all ids. */
const NO_ACCOUNT = "0".repeat(32);

/** What posting an invoice needs to know of it. */
export type DraftInvoice = {
  readonly accountId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly currency: string;
  readonly paymentTerm: string;
  /** With taxes. */
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  /** Of a part of an invoice that was split: the dates that it was given. */
  readonly ownDates: { readonly invoiceDate: PlainDate; readonly dueDate: PlainDate } | null;
};

export type DraftCreditMemo = {
  readonly accountId: string;
  readonly creditMemoId: string;
  readonly creditMemoNumber: string;
  readonly currency: string;
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
};

type DraftRow = {
  account_id: string;
  id: string;
  number: string;
  currency: string;
  amount: string;
  tax_amount: string;
};

type DraftInvoiceRow = DraftRow & {
  payment_term: string;
  invoice_date: PlainDate;
  due_date: PlainDate;
  invoice_split_id: string | null;
};

/** Drafts of the run that these accounts, which are locked, still have, and that can be posted. */
export async function listDraftsOfRun(
  tx: Transaction,
  billRunId: string,
  accountIds: readonly string[],
): Promise<{ invoices: DraftInvoice[]; creditMemos: DraftCreditMemo[] }> {
  const invoices = await sql<DraftInvoiceRow>`
    select account_id, invoice_id as id, invoice_number as number, currency, amount, tax_amount,
      payment_term, invoice_date, due_date, invoice_split_id
    from invoices
    where bill_run_id = ${billRunId}::uuid and account_id = any (${accountIds}::uuid[])
    and status = 'Draft' and ${IS_TAXED_WELL}
    order by account_id, invoice_number
  `.execute(tx);
  const creditMemos = await sql<DraftRow>`
    select account_id, credit_memo_id as id, credit_memo_number as number, currency, amount,
      tax_amount
    from credit_memos
    where bill_run_id = ${billRunId}::uuid and account_id = any (${accountIds}::uuid[])
    and status = 'Draft' and ${IS_TAXED_WELL}
    order by account_id, credit_memo_number
  `.execute(tx);
  return {
    invoices: invoices.rows.map((row) => ({
      accountId: row.account_id,
      invoiceId: row.id,
      invoiceNumber: row.number,
      currency: row.currency,
      paymentTerm: row.payment_term,
      amount: decimal(row.amount),
      taxAmount: decimal(row.tax_amount),
      ownDates:
        row.invoice_split_id === null
          ? null
          : { invoiceDate: row.invoice_date, dueDate: row.due_date },
    })),
    creditMemos: creditMemos.rows.map((row) => ({
      accountId: row.account_id,
      creditMemoId: row.id,
      creditMemoNumber: row.number,
      currency: row.currency,
      amount: decimal(row.amount),
      taxAmount: decimal(row.tax_amount),
    })),
  };
}

type Posted = { readonly userId: string; readonly now: string };

const POSTED = {
  status: "text",
  posted_by_id: "uuid",
  posted_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const;

const postedBy = ({ userId, now }: Posted) => ({
  status: "Posted",
  posted_by_id: userId,
  posted_at: now,
  updated_by_id: userId,
  updated_at: now,
});

export const savePostedInvoices = (
  tx: Transaction,
  invoices: readonly (Pick<DraftInvoice, "accountId" | "invoiceId" | "invoiceNumber"> & {
    readonly invoiceDate: PlainDate;
    readonly dueDate: PlainDate;
  })[],
  posted: Posted,
): Promise<void> =>
  updateRows(
    tx,
    "invoices",
    {
      keys: { account_id: "uuid", invoice_id: "uuid" },
      sets: { ...POSTED, invoice_number: "text", invoice_date: "date", due_date: "date" },
    },
    invoices.map(({ accountId, invoiceId, invoiceNumber, invoiceDate, dueDate }) => ({
      account_id: accountId,
      invoice_id: invoiceId,
      invoice_number: invoiceNumber,
      invoice_date: invoiceDate,
      due_date: dueDate,
      ...postedBy(posted),
    })),
  );

export const savePostedCreditMemos = (
  tx: Transaction,
  creditMemos: readonly (Pick<
    DraftCreditMemo,
    "accountId" | "creditMemoId" | "creditMemoNumber"
  > & {
    readonly creditMemoDate: PlainDate;
  })[],
  posted: Posted,
): Promise<void> =>
  updateRows(
    tx,
    "credit_memos",
    {
      keys: { account_id: "uuid", credit_memo_id: "uuid" },
      sets: { ...POSTED, credit_memo_number: "text", credit_memo_date: "date" },
    },
    creditMemos.map(({ accountId, creditMemoId, creditMemoNumber, creditMemoDate }) => ({
      account_id: accountId,
      credit_memo_id: creditMemoId,
      credit_memo_number: creditMemoNumber,
      credit_memo_date: creditMemoDate,
      ...postedBy(posted),
    })),
  );

/** Invoices of an account that are drafts, by date and number. */
export async function listDraftInvoiceIds(tx: Transaction, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ invoice_id: string }>`
    select invoice_id from invoices
    where account_id = ${accountId}::uuid and status = 'Draft'
    order by invoice_date, invoice_number
  `.execute(tx);
  return rows.map((row) => row.invoice_id);
}
