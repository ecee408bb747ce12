/** The journal as pages show it: read only, whole entries with the numbers of what they are about. */
import type { JournalAccount, JournalEntry } from "#engine/settlement/journal.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type JournalFilter = {
  readonly accountId?: string | undefined;
  /** Accounting dates, both included. */
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
  /** Debited or credited. */
  readonly journalAccount?: JournalAccount | undefined;
  readonly currency?: string | undefined;
  /** About one of them, or applied to it. */
  readonly documents?: readonly FoundDocument[] | undefined;
};

export type FoundDocument = { readonly accountId: string; readonly documentId: string };

/** Where a page goes on: behind this entry. */
export type JournalPlace = { readonly accountingDate: PlainDate; readonly entryId: string };

export type JournalPage = Omit<JournalEntry, "documentId" | "appliedToDocumentId"> & {
  readonly entryId: string;
  readonly accountId: string;
  /** Null of a payment that is no account's. */
  readonly accountNumber: string | null;
  readonly accountName: string | null;
  readonly documentId: string;
  /** Null once the document is deleted. */
  readonly documentNumber: string | null;
  readonly appliedTo: {
    readonly type: "Invoice" | "DebitMemo" | "Refund" | null;
    readonly id: string;
    readonly number: string | null;
  } | null;
  readonly createdAt: Date;
  /** Debits less credits of the one journal account and currency up to this entry, where one is asked for. */
  readonly balance: Decimal | null;
};

/** A document by id or number, of any kind. */
export async function findJournalDocuments(
  tx: Transaction,
  key: string,
): Promise<readonly FoundDocument[]> {
  const id = sql`${idOf(key)}::uuid`;
  const { rows } = await sql<{ account_id: string; document_id: string }>`
    select account_id, invoice_id as document_id from invoices
    where invoice_number = ${key} or invoice_id = ${id}
    union all select account_id, debit_memo_id from debit_memos
    where debit_memo_number = ${key} or debit_memo_id = ${id}
    union all select account_id, credit_memo_id from credit_memos
    where credit_memo_number = ${key} or credit_memo_id = ${id}
    union all select account_id, payment_id from payments
    where payment_number = ${key} or payment_id = ${id}
    union all select account_id, refund_id from refunds
    where refund_number = ${key} or refund_id = ${id}
  `.execute(tx);
  return rows.map((row) => ({ accountId: row.account_id, documentId: row.document_id }));
}

/** The latest accounting date first, and of a day what was written last. */
export async function listJournalPages(
  tx: Transaction,
  filter: JournalFilter,
  { after, limit }: { readonly after?: JournalPlace | undefined; readonly limit: number },
): Promise<readonly JournalPage[]> {
  const behind =
    after === undefined
      ? sql``
      : sql`and (e.accounting_date, e.journal_entry_id)
          < (${after.accountingDate}::date, ${idOf(after.entryId)}::uuid)`;
  const { rows } = await sql<Row>`
    with page as (
      select e.* from journal_entries e where ${conditionOf(filter)} ${behind}
      order by e.accounting_date desc, e.journal_entry_id desc limit ${limit}
    )
    select e.*, a.account_number, a.name as account_name,
      case e.document_type
        when 'Invoice' then ${numberOf("invoice", "e.document_id")}
        when 'DebitMemo' then ${numberOf("debit_memo", "e.document_id")}
        when 'CreditMemo' then ${numberOf("credit_memo", "e.document_id")}
        else (select p.payment_number from payments p where p.payment_id = e.document_id)
      end as document_number,
      ${numberOf("invoice", "e.applied_to_document_id")} as applied_to_invoice,
      ${numberOf("debit_memo", "e.applied_to_document_id")} as applied_to_debit_memo,
      ${numberOf("refund", "e.applied_to_document_id")} as applied_to_refund,
      ${balanceOf(filter)} as balance
    from page e left join accounts a on a.account_id = e.account_id
    order by e.accounting_date desc, e.journal_entry_id desc
  `.execute(tx);
  return rows.map(toPage);
}

export type JournalSum = {
  readonly currency: string;
  readonly journalAccount: JournalAccount;
  readonly debits: Decimal;
  readonly credits: Decimal;
};

/** What entries debit and credit, by currency and journal account: together as much as each other. */
export async function sumJournal(
  tx: Transaction,
  filter: JournalFilter,
): Promise<readonly JournalSum[]> {
  const { rows } = await sql<SumRow>`
    select e.currency, side.journal_account, sum(side.debits) as debits, sum(side.credits) as credits
    from journal_entries e
      cross join lateral (values (e.debit, e.amount, 0), (e.credit, 0, e.amount))
        as side (journal_account, debits, credits)
    where ${conditionOf(filter)}
    group by 1, 2 order by 1, 2
  `.execute(tx);
  return rows.map(({ currency, journal_account: journalAccount, debits, credits }) => ({
    ...{ currency, journalAccount, debits: decimal(debits), credits: decimal(credits) },
  }));
}

type SumRow = {
  currency: string;
  journal_account: JournalAccount;
  debits: string;
  credits: string;
};

function conditionOf({ accountId, from, to, journalAccount, currency, documents }: JournalFilter) {
  const ids = documents?.map(({ documentId }) => documentId);
  const accounts = documents?.map((document) => document.accountId);
  return sql.join(
    [
      sql`true`,
      accountId && sql`e.account_id = ${accountId}::uuid`,
      from && sql`e.accounting_date >= ${from}::date`,
      to && sql`e.accounting_date < ${addDays(to, 1)}::date`,
      journalAccount && sql`${journalAccount} in (e.debit, e.credit)`,
      currency && sql`e.currency = ${currency}`,
      // Of its account alone, which their primary key begins with.
      ids &&
        sql`e.account_id = any (${accounts}::uuid[])
          and (e.document_id = any (${ids}::uuid[])
            or e.applied_to_document_id = any (${ids}::uuid[]))`,
    ].filter((condition) => condition !== undefined && condition !== ""),
    sql` and `,
  );
}

/** By the primary key: one look for each row of a page. */
const numberOf = (document: "invoice" | "debit_memo" | "credit_memo" | "refund", id: string) =>
  sql.raw(`(select d.${document}_number from ${document}s d
    where d.account_id = e.account_id and d.${document}_id = ${id})`);

/** Only of one account of a customer: there it adds up few entries. */
function balanceOf({ accountId, journalAccount }: JournalFilter) {
  if (accountId === undefined || journalAccount === undefined) return sql`null::numeric`;
  return sql`(
    select sum(case when b.debit = ${journalAccount} then b.amount else -b.amount end)
    from journal_entries b
    where b.account_id = ${accountId}::uuid and ${journalAccount} in (b.debit, b.credit)
      and b.currency = e.currency
      and (b.accounting_date, b.journal_entry_id) <= (e.accounting_date, e.journal_entry_id))`;
}

type Row = {
  journal_entry_id: string;
  account_id: string;
  account_number: string | null;
  account_name: string | null;
  accounting_date: PlainDate;
  currency: string;
  debit: JournalAccount;
  credit: JournalAccount;
  amount: string;
  document_type: JournalEntry["documentType"];
  document_id: string;
  document_number: string | null;
  applied_to_document_id: string | null;
  applied_to_invoice: string | null;
  applied_to_debit_memo: string | null;
  applied_to_refund: string | null;
  created_at: Date;
  balance: string | null;
};

const toPage = (row: Row): JournalPage => ({
  entryId: row.journal_entry_id,
  accountId: row.account_id,
  accountNumber: row.account_number,
  accountName: row.account_name,
  accountingDate: row.accounting_date,
  currency: row.currency,
  debit: row.debit,
  credit: row.credit,
  amount: decimal(row.amount),
  documentType: row.document_type,
  documentId: row.document_id,
  documentNumber: row.document_number,
  appliedTo: appliedToOf(row),
  createdAt: row.created_at,
  balance: row.balance === null ? null : decimal(row.balance),
});

function appliedToOf(row: Row): JournalPage["appliedTo"] {
  const id = row.applied_to_document_id;
  if (id === null) return null;
  if (row.applied_to_invoice) return { type: "Invoice", id, number: row.applied_to_invoice };
  if (row.applied_to_debit_memo)
    return { type: "DebitMemo", id, number: row.applied_to_debit_memo };
  if (row.applied_to_refund) return { type: "Refund", id, number: row.applied_to_refund };
  return { type: null, id, number: null };
}
