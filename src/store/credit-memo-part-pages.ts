import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { CreditMemoPage } from "./credit-memo-pages.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";

/**
 * What one invoice or debit memo has got of a credit memo, or, without either, what nobody has and what was
 * settled between it and a memo that reverses it: below zero on that one.
 */
export type CreditMemoPartPage = {
  /** The first application's; the memo's own for what is not applied, the other memo's if settled. */
  readonly partId: string;
  readonly invoiceId: string | null;
  readonly debitMemoId: string | null;
  readonly amount: Decimal;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What was applied in the order of the first application, then what was not, or was settled. */
export async function listCreditMemoParts(
  tx: Transaction,
  { accountId, creditMemoId }: Pick<CreditMemoPage, "accountId" | "creditMemoId">,
  { page, pageSize }: PageRequest,
  partId?: string,
): Promise<PageOf<CreditMemoPartPage>> {
  const isPart = partId === undefined ? sql`` : sql`where part_id = ${idOf(partId)}::uuid`;
  const { rows } = await sql<CreditMemoPartRow>`
    select * from (
      select (array_agg(application_id order by application_id))[1] as part_id,
        case target_type when 'Invoice' then target_id end as invoice_id,
        case target_type when 'DebitMemo' then target_id end as debit_memo_id, sum(amount) as amount, (array_agg(created_by_id order by created_at))[1] as created_by_id,
        min(created_at) as created_at, max(created_at) as updated_at
      from applications
      where account_id = ${accountId}::uuid and source_id = ${creditMemoId}::uuid
      group by target_type, target_id having sum(amount) <> 0
      union all
      select credit_memo_id, null, null, unapplied_amount, created_by_id, created_at, updated_at
      from credit_memos
      where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
        and unapplied_amount > 0
      union all
      select original.credit_memo_id, null, null, this.reversed_amount, this.created_by_id,
        this.created_at, this.created_at
      from credit_memos this join credit_memos original
        on original.account_id = this.account_id
        and original.credit_memo_id = this.reverses_credit_memo_id
      where this.account_id = ${accountId}::uuid and this.credit_memo_id = ${creditMemoId}::uuid
        and this.reversed_amount <> 0
      union all
      select credit_memo_id, null, null, -reversed_amount, created_by_id, created_at, created_at
      from credit_memos
      where account_id = ${accountId}::uuid
        and reverses_credit_memo_id = ${creditMemoId}::uuid and reversed_amount <> 0
    ) parts ${isPart}
    order by coalesce(invoice_id, debit_memo_id) is null, created_at, part_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPartPage), hasMore: rows.length > pageSize };
}

type CreditMemoPartRow = {
  part_id: string;
  invoice_id: string | null;
  debit_memo_id: string | null;
  amount: string;
  created_by_id: string;
  created_at: Date;
  updated_at: Date;
};

const toPartPage = (row: CreditMemoPartRow): CreditMemoPartPage => ({
  partId: row.part_id,
  invoiceId: row.invoice_id,
  debitMemoId: row.debit_memo_id,
  amount: decimal(row.amount),
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
