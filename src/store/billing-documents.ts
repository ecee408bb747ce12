/** Invoices, credit memos and debit memos of an account in one list: read only. */
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type BillingDocument = {
  readonly documentType: "Invoice" | "CreditMemo" | "DebitMemo";
  readonly id: string;
  readonly documentNumber: string;
  readonly documentDate: PlainDate;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly currency: string;
  readonly status: string;
  readonly amount: Decimal;
  /** What is owed of it; of a credit memo what it has left. */
  readonly balance: Decimal;
};

export type BillingDocumentQuery = PageRequest & {
  /** Id or number. */
  readonly accountKey: string;
  readonly documentDate?: PlainDate | undefined;
  readonly status?: string | undefined;
  readonly sorts: readonly {
    readonly field: "documentDate" | "documentType";
    readonly order: "ascending" | "descending";
  }[];
};

const SORTED = { documentDate: "document_date", documentType: "document_type" } as const;
const ORDER = { ascending: "asc", descending: "desc" } as const;

/** Undefined when there is no such account. */
export async function listBillingDocuments(
  tx: Transaction,
  query: BillingDocumentQuery,
): Promise<PageOf<BillingDocument> | undefined> {
  const { accountKey, documentDate, status, sorts, page, pageSize } = query;
  const found = await sql<{ account_id: string; account_number: string }>`
    select account_id, account_number from accounts
    where account_id = ${idOf(accountKey)}::uuid or account_number = ${accountKey}
    order by account_id = ${idOf(accountKey)}::uuid desc nulls last limit 1
  `.execute(tx);
  const [account] = found.rows;
  if (!account) return undefined;
  const order = sorts.map(({ field, order }) => `${SORTED[field]} ${ORDER[order]}`);
  const { rows } = await sql<DocumentRow>`
    select * from (
      select 'Invoice' as document_type, invoice_id as id, invoice_number as document_number,
        invoice_date as document_date, currency, status, amount, balance
      from invoices where account_id = ${account.account_id}::uuid
      union all
      select 'CreditMemo', credit_memo_id, credit_memo_number, credit_memo_date, currency, status,
        amount, unapplied_amount
      from credit_memos where account_id = ${account.account_id}::uuid
      union all
      select 'DebitMemo', debit_memo_id, debit_memo_number, debit_memo_date, currency, status,
        amount, balance
      from debit_memos where account_id = ${account.account_id}::uuid
    ) documents
    where true
    ${documentDate === undefined ? sql`` : sql`and document_date = ${documentDate}::date`}
    ${status === undefined ? sql`` : sql`and status = ${status}`}
    order by ${sql.raw([...order, "id desc"].join(", "))}
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return {
    rows: rows.slice(0, pageSize).map((row) => ({
      documentType: row.document_type,
      id: row.id,
      documentNumber: row.document_number,
      documentDate: row.document_date,
      accountId: account.account_id,
      accountNumber: account.account_number,
      currency: row.currency,
      status: row.status,
      amount: decimal(row.amount),
      balance: decimal(row.balance),
    })),
    hasMore: rows.length > pageSize,
  };
}

type DocumentRow = {
  document_type: BillingDocument["documentType"];
  id: string;
  document_number: string;
  document_date: PlainDate;
  currency: string;
  status: string;
  amount: string;
  balance: string;
};
