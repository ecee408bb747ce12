/**
 * What an account owed and had to its credit on any day, and what has moved it: read off the journal,
 * which nothing ever changes, so that a day that is over says the same whenever it is asked for.
 */

import { type AgeingBucket, ageing } from "#engine/settlement/ageing.ts";
import type { JournalAccount } from "#engine/settlement/journal.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { findAgeingSettings, overdueFrom } from "./ageing.ts";
import { sql, type Transaction } from "./database.ts";

/** What is between an account and the company: the balance is their debits less their credits. */
const OWED = [
  "AccountsReceivable",
  "MemoClearing",
  "UnappliedCredit",
  "UnappliedPayment",
] as const satisfies readonly JournalAccount[];

type Asked = { readonly accountId: string; readonly currency: string };

export type BalancesAsOf = {
  readonly totalInvoiceBalance: Decimal;
  readonly totalDebitMemoBalance: Decimal;
  readonly unappliedCreditMemoAmount: Decimal;
  readonly unappliedPaymentAmount: Decimal;
  readonly accountBalance: Decimal;
  /** Of invoices and debit memos. */
  readonly ageing: readonly (AgeingBucket & {
    readonly fromDaysPastDue: number;
    readonly toDaysPastDue: number;
  })[];
};

/** @param day  with all that is dated up to it, included */
export async function findBalancesAsOf(
  tx: Transaction,
  { accountId, currency }: Asked,
  day: PlainDate,
): Promise<BalancesAsOf> {
  const settings = await findAgeingSettings(tx);
  const { rows } = await sql<OwedRow>`
    with owed as (
      select coalesce(applied_to_document_id, document_id) as document_id,
        sum(case when debit = 'AccountsReceivable' then amount else -amount end) as balance
      from journal_entries
      where account_id = ${accountId}::uuid and currency = ${currency}
      and accounting_date <= ${day}::date and 'AccountsReceivable' in (debit, credit)
      group by 1
    ), documents as (
      select invoice_id as document_id, due_date, true as is_invoice from invoices
      where account_id = ${accountId}::uuid
      union all
      select debit_memo_id, due_date, false from debit_memos where account_id = ${accountId}::uuid
    )
    select is_invoice, sum(balance) as balance,
      coalesce(sum(balance) filter (where balance > 0 or ${settings.includeNegativeInvoice}), 0)
        as aged,
      width_bucket(${day}::date - due_date, ${overdueFrom(settings)}::integer[]) as bucket
    from owed join documents using (document_id)
    where balance <> 0
    group by is_invoice, bucket
  `.execute(tx);
  const unapplied = await findUnapplied(tx, { accountId, currency }, day);
  const total = (wanted: (row: OwedRow) => boolean): Decimal =>
    rows.filter(wanted).reduce((sum, row) => sum.plus(decimal(row.balance)), decimal("0"));
  const aged = new Map<number, Decimal>();
  for (const { bucket, aged: balance } of rows) {
    aged.set(bucket, (aged.get(bucket) ?? decimal("0")).plus(decimal(balance)));
  }
  const totalInvoiceBalance = total((row) => row.is_invoice);
  const totalDebitMemoBalance = total((row) => !row.is_invoice);
  const { credit, payment } = unapplied;
  return {
    totalInvoiceBalance,
    totalDebitMemoBalance,
    unappliedCreditMemoAmount: credit,
    unappliedPaymentAmount: payment,
    accountBalance: totalInvoiceBalance.plus(totalDebitMemoBalance).minus(credit).minus(payment),
    ageing: ageing(aged, settings).map((bucket, index) => ({
      fromDaysPastDue: 0,
      toDaysPastDue: 0,
      ...settings.buckets[index],
      ...bucket,
    })),
  };
}

async function findUnapplied(
  tx: Transaction,
  { accountId, currency }: Asked,
  day: PlainDate,
): Promise<{ credit: Decimal; payment: Decimal }> {
  const of = (account: JournalAccount) => sql`coalesce(sum(case when credit = ${account}
    then amount else -amount end) filter (where ${account} in (debit, credit)), 0)`;
  const { rows } = await sql<{ credit: string; payment: string; clearing: string }>`
    select ${of("UnappliedCredit")} as credit, ${of("UnappliedPayment")} as payment,
      ${of("MemoClearing")} as clearing
    from journal_entries
    where account_id = ${accountId}::uuid and currency = ${currency}
    and accounting_date <= ${day}::date
  `.execute(tx);
  const [row = { credit: "0", payment: "0", clearing: "0" }] = rows;
  return {
    credit: decimal(row.credit).plus(decimal(row.clearing)),
    payment: decimal(row.payment),
  };
}

type OwedRow = { is_invoice: boolean; balance: string; aged: string; bucket: number };

export type Movement = {
  readonly date: PlainDate;
  readonly type: "Invoice" | "DebitMemo" | "CreditMemo" | "Payment" | "Refund";
  readonly documentId: string;
  readonly documentNumber: string | null;
  /** Above zero where the account owes more by it. */
  readonly amount: Decimal;
};

export type Statement = {
  /** Before the first day. */
  readonly openingBalance: Decimal;
  /** In the order of their dates, and on one day as they were posted. */
  readonly movements: readonly Movement[];
};

/**
 * What has moved an account's balance in the days of `from` up to `through`, both included. What was
 * applied to what moves nothing: it was owed and to its credit before.
 *
 * @param limit  movements at most; one more tells that there are more
 */
export async function findStatement(
  tx: Transaction,
  { accountId, currency }: Asked,
  { from, through, limit }: { from: PlainDate; through: PlainDate; limit: number },
): Promise<Statement> {
  const moves = sql`
    select accounting_date as date, coalesce(applied_to_document_id, document_id) as document_id,
      case when applied_to_document_id is null then document_type else 'Refund' end as type,
      sum(case when debit = any (${[...OWED]}::text[]) then amount else -amount end) as amount,
      min(created_at) as posted_at
    from journal_entries
    where account_id = ${accountId}::uuid and currency = ${currency}
    and (debit = any (${[...OWED]}::text[])) <> (credit = any (${[...OWED]}::text[]))
    group by 1, 2, 3`;
  const { rows: before } = await sql<{ opening: string }>`
    select coalesce(sum(amount), 0) as opening from (${moves}) moves where date < ${from}::date
  `.execute(tx);
  const { rows } = await sql<MovementRow>`
    select moves.*, coalesce(invoice_number, credit_memo_number, debit_memo_number, payment_number,
      refund_number) as document_number
    from (${moves}) moves
      left join invoices on moves.type = 'Invoice' and invoices.account_id = ${accountId}::uuid
        and invoice_id = moves.document_id
      left join credit_memos on moves.type = 'CreditMemo' and credit_memos.account_id = ${accountId}::uuid
        and credit_memo_id = moves.document_id
      left join debit_memos on moves.type = 'DebitMemo' and debit_memos.account_id = ${accountId}::uuid
        and debit_memo_id = moves.document_id
      left join payments on moves.type = 'Payment' and payments.account_id = ${accountId}::uuid
        and payment_id = moves.document_id
      left join refunds on moves.type = 'Refund' and refunds.account_id = ${accountId}::uuid
        and refund_id = moves.document_id
    where moves.date between ${from}::date and ${through}::date and moves.amount <> 0
    order by moves.date, moves.posted_at, moves.document_id
    limit ${limit + 1}
  `.execute(tx);
  return {
    openingBalance: decimal(before[0]?.opening ?? "0"),
    movements: rows.map((row) => ({
      date: plainDate(row.date),
      type: row.type,
      documentId: row.document_id,
      documentNumber: row.document_number,
      amount: decimal(row.amount),
    })),
  };
}

type MovementRow = {
  date: string;
  type: Movement["type"];
  document_id: string;
  document_number: string | null;
  amount: string;
};
