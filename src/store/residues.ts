/** What keeps an account from zero: open documents, credit that is left, write-offs that stand. */
import type { OpenCredit, OpenReceivable, StandingWriteOff } from "#engine/settlement/residues.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** Posted invoices and debit memos whose balance is not zero, by due date. */
export async function listOpenReceivables(
  tx: Transaction,
  accountId: string,
): Promise<OpenReceivable[]> {
  const { rows } = await sql<ReceivableRow>`
    with open as (
      select 'Invoice' as document_type, invoice_id as document_id,
        invoice_number as document_number, currency, due_date, balance
      from invoices
      where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0
      union all
      select 'DebitMemo', debit_memo_id, debit_memo_number, currency, due_date, balance
      from debit_memos
      where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0
    )
    select open.*,
      coalesce((
      select bool_and(subscriptions.status = 'Cancelled')
      from invoice_items item join subscriptions
        on subscriptions.subscription_number = item.subscription_number and is_latest_version
      where item.account_id = ${accountId}::uuid and item.invoice_id = open.document_id
    ), false) as is_of_cancelled
    from open
    order by due_date, document_number
  `.execute(tx);
  return rows.map((row) => ({
    documentType: row.document_type,
    documentId: row.document_id,
    documentNumber: row.document_number,
    currency: row.currency,
    dueDate: row.due_date,
    balance: decimal(row.balance),
    isOfCancelled: row.is_of_cancelled,
  }));
}

/** Posted credit memos and payments that have something left, from the oldest. */
export async function listOpenCredits(tx: Transaction, accountId: string): Promise<OpenCredit[]> {
  const { rows } = await sql<CreditRow>`
    select 'CreditMemo' as document_type, credit_memo_id as document_id,
      credit_memo_number as document_number, currency, credit_memo_date as effective_date,
      unapplied_amount, is_write_off
    from credit_memos
    where account_id = ${accountId}::uuid and status = 'Posted' and unapplied_amount <> 0
    union all
    select 'Payment', payment_id, payment_number, currency, effective_date, unapplied_amount,
      false
    from payments
    where account_id = ${accountId}::uuid and status = 'Processed' and unapplied_amount <> 0
    order by effective_date, document_number
  `.execute(tx);
  return rows.map((row) => ({
    documentType: row.document_type,
    documentId: row.document_id,
    documentNumber: row.document_number,
    currency: row.currency,
    effectiveDate: row.effective_date,
    unappliedAmount: decimal(row.unapplied_amount),
    isWriteOff: row.is_write_off,
  }));
}

/** What write-offs have paid of each document and nobody has taken back, the latest first. */
export async function listStandingWriteOffs(
  tx: Transaction,
  accountId: string,
): Promise<StandingWriteOff[]> {
  const { rows } = await sql<WriteOffRow>`
    select credit_memo_id, credit_memo_number, target_type as document_type,
      target_id as document_id, currency, max(effective_date) as written_off_date,
      sum(a.amount) as amount,
      coalesce(
        (select invoice_number from invoices
          where account_id = ${accountId}::uuid and invoice_id = target_id),
        (select debit_memo_number from debit_memos
          where account_id = ${accountId}::uuid and debit_memo_id = target_id)
      ) as document_number
    from credit_memos memo join applications a
      on a.account_id = memo.account_id and a.source_id = credit_memo_id
    where memo.account_id = ${accountId}::uuid and is_write_off and status = 'Posted'
    group by credit_memo_id, credit_memo_number, target_type, target_id, currency
    having sum(a.amount) > 0
    order by written_off_date desc, credit_memo_number desc
  `.execute(tx);
  return rows.map((row) => ({
    creditMemoId: row.credit_memo_id,
    creditMemoNumber: row.credit_memo_number,
    documentType: row.document_type,
    documentId: row.document_id,
    documentNumber: row.document_number,
    currency: row.currency,
    writtenOffDate: row.written_off_date,
    amount: decimal(row.amount),
  }));
}

type ReceivableRow = {
  document_type: OpenReceivable["documentType"];
  document_id: string;
  document_number: string;
  currency: string;
  due_date: PlainDate;
  balance: string;
  is_of_cancelled: boolean;
};

type CreditRow = {
  document_type: OpenCredit["documentType"];
  document_id: string;
  document_number: string;
  currency: string;
  effective_date: PlainDate;
  unapplied_amount: string;
  is_write_off: boolean;
};

type WriteOffRow = {
  credit_memo_id: string;
  credit_memo_number: string;
  document_type: StandingWriteOff["documentType"];
  document_id: string;
  document_number: string;
  currency: string;
  written_off_date: PlainDate;
  amount: string;
};
