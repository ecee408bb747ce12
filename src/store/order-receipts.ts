/** What an order has done to money, read off the journal: the same whenever it is asked for. */

import type {
  BookedInvoice,
  BookedMemo,
  BookedMove,
  BookedOrder,
} from "#engine/settlement/booked-receipt.ts";
import type { JournalAccount } from "#engine/settlement/journal.ts";
import { type Decimal, decimal, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** What is between an account and the company: the balance is their debits less their credits. */
const OWED = [
  "AccountsReceivable",
  "MemoClearing",
  "UnappliedCredit",
  "UnappliedPayment",
] as const satisfies readonly JournalAccount[];

export type ExecutedOrderKeys = {
  readonly orderId: string;
  readonly currency: string;
  /** The one that has ordered, and those to which what it ordered is billed. */
  readonly accounts: readonly { readonly accountId: string; readonly accountNumber: string }[];
};

/** What came in for an order or went out because of it. */
export type MoneyOfOrder = {
  readonly payments: readonly { readonly paymentNumber: string; readonly amount: Decimal }[];
  readonly refunds: readonly {
    readonly refundNumber: string;
    readonly amount: Decimal;
    readonly status: string;
  }[];
};

/** An order is executed at one moment; what waits for a gateway follows at others. */
export async function findBookedOrder(
  tx: Transaction,
  { orderId, currency, accounts }: ExecutedOrderKeys,
): Promise<BookedOrder & MoneyOfOrder> {
  const ids = accounts.map(({ accountId }) => accountId);
  const of = { accountIds: ids, orderId, currency };
  const { collectedIds, refundIds, ...money } = await findMoney(tx, of);
  const moments = await listMoments(tx, of, [...refundIds]);
  const moves = await listMoves(tx, of, moments);
  const before = await findBalancesBefore(tx, of, moments);
  return {
    ...money,
    accounts: accounts.map((account) => ({
      ...account,
      before: before.ofAccounts.get(account.accountId) ?? ZERO,
    })),
    invoices: await listInvoices(tx, of, { moves, before: before.ofInvoices }),
    creditMemos: await listMemos(tx, of),
    collectedIds,
    refundIds,
    moves,
  };
}

type Of = {
  readonly accountIds: readonly string[];
  readonly orderId: string;
  readonly currency: string;
};

async function findMoney(tx: Transaction, { accountIds, orderId }: Of) {
  const accounts = [...accountIds];
  const payments = await sql<{ payment_id: string; payment_number: string; amount: string }>`
    select payment_id, payment_number, amount from payments
    where account_id = any (${accounts}::uuid[]) and order_id = ${orderId}::uuid
      and status = 'Processed'
    order by payment_number
  `.execute(tx);
  const refunds = await sql<{
    refund_id: string;
    refund_number: string;
    amount: string;
    status: string;
  }>`
    select refund_id, refund_number, amount, status from refunds
    where account_id = any (${accounts}::uuid[]) and order_id = ${orderId}::uuid
    order by refund_number
  `.execute(tx);
  return {
    collectedIds: new Set(payments.rows.map((row) => row.payment_id)),
    refundIds: new Set(refunds.rows.map((row) => row.refund_id)),
    payments: payments.rows.map((row) => ({
      paymentNumber: row.payment_number,
      amount: decimal(row.amount),
    })),
    refunds: refunds.rows.map((row) => ({
      refundNumber: row.refund_number,
      amount: decimal(row.amount),
      status: row.status,
    })),
  };
}

/** When the order has moved money, the first first: at least when it has made something. */
async function listMoments(
  tx: Transaction,
  { accountIds, orderId }: Of,
  refundIds: readonly string[],
): Promise<string[]> {
  const accounts = sql`account_id = any (${[...accountIds]}::uuid[])`;
  const own = sql`${accounts} and order_id = ${orderId}::uuid`;
  const { rows } = await sql<{ moment: string; rank: number }>`
    select moment::text, rank from (
      select created_at as moment, 1 as rank from invoices where ${own}
      union select created_at, 1 from credit_memos where ${own}
      union select created_at, 1 from payments where ${own}
      union select created_at, 1 from refunds where ${own}
      union select created_at, 1 from journal_entries
      where ${accounts} and applied_to_document_id = any (${[...refundIds]}::uuid[])
      union select created_at, 2 from subscriptions where ${own}
      union select updated_at, 3 from orders where ${own}
    ) moments order by rank, moments.moment
  `.execute(tx);
  const nearest = rows[0]?.rank;
  return rows.filter(({ rank }) => rank === nearest).map(({ moment }) => moment);
}

async function listMoves(
  tx: Transaction,
  { accountIds, currency }: Of,
  moments: readonly string[],
): Promise<BookedMove[]> {
  const { rows } = await sql<MoveRow>`
    select account_id, document_type, document_id, applied_to_document_id,
      ${signed(["AccountsReceivable"])} as receivable, ${signed(OWED)} as owed
    from journal_entries
    where account_id = any (${[...accountIds]}::uuid[]) and currency = ${currency}
      and created_at = any (${[...moments]}::timestamptz[])
    group by 1, 2, 3, 4
    order by min(journal_entry_id::text)
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    documentType: row.document_type,
    documentId: row.document_id,
    appliedToDocumentId: row.applied_to_document_id,
    receivable: decimal(row.receivable),
    owed: decimal(row.owed),
  }));
}

type MoveRow = {
  account_id: string;
  document_type: BookedMove["documentType"];
  document_id: string;
  applied_to_document_id: string | null;
  receivable: string;
  owed: string;
};

/** What these accounts of the journal were debited, less what they were credited. */
const signed = (names: readonly JournalAccount[]) => sql`
  coalesce(sum(amount) filter (where debit = any (${[...names]}::text[])), 0)
  - coalesce(sum(amount) filter (where credit = any (${[...names]}::text[])), 0)`;

async function findBalancesBefore(
  tx: Transaction,
  { accountIds, currency }: Of,
  moments: readonly string[],
) {
  const { rows } = await sql<{
    account_id: string;
    document_id: string;
    receivable: string;
    owed: string;
  }>`
    select account_id, coalesce(applied_to_document_id, document_id) as document_id,
      ${signed(["AccountsReceivable"])} as receivable, ${signed(OWED)} as owed
    from journal_entries
    where account_id = any (${[...accountIds]}::uuid[]) and currency = ${currency}
      and created_at < ${moments[0] ?? "-infinity"}::timestamptz
    group by 1, 2
  `.execute(tx);
  const ofAccounts = new Map<string, Decimal>();
  for (const { account_id: id, owed } of rows) {
    ofAccounts.set(id, (ofAccounts.get(id) ?? ZERO).plus(decimal(owed)));
  }
  const ofInvoices = new Map(rows.map((row) => [row.document_id, decimal(row.receivable)]));
  return { ofAccounts, ofInvoices };
}

type Moved = {
  readonly moves: readonly BookedMove[];
  readonly before: ReadonlyMap<string, Decimal>;
};

/** Those that the order has made, and those that its money has moved. */
async function listInvoices(
  tx: Transaction,
  { accountIds, orderId }: Of,
  { moves, before }: Moved,
): Promise<BookedInvoice[]> {
  const moved = moves.map((move) => move.appliedToDocumentId ?? move.documentId);
  const { rows } = await sql<InvoiceRow>`
    select account_id, invoice_id, invoice_number, status, due_date, amount,
      order_id is not distinct from ${orderId}::uuid as is_new
    from invoices
    where account_id = any (${[...accountIds]}::uuid[])
      and (order_id = ${orderId}::uuid or invoice_id = any (${[...new Set(moved)]}::uuid[]))
    order by invoice_date, invoice_number
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number,
    status: row.status,
    dueDate: row.due_date,
    amount: decimal(row.amount),
    isNew: row.is_new,
    before: before.get(row.invoice_id) ?? ZERO,
  }));
}

type InvoiceRow = {
  account_id: string;
  invoice_id: string;
  invoice_number: string;
  status: string;
  due_date: PlainDate;
  amount: string;
  is_new: boolean;
};

async function listMemos(tx: Transaction, { accountIds, orderId }: Of): Promise<BookedMemo[]> {
  const { rows } = await sql<MemoRow>`
    select memo.credit_memo_id, memo.credit_memo_number, memo.status, memo.amount,
      memo.reason_code, memo.is_write_off or coalesce(reversed.is_write_off, false) as is_write_off
    from credit_memos memo
      left join credit_memos reversed on reversed.account_id = memo.account_id
        and reversed.credit_memo_id = memo.reverses_credit_memo_id
    where memo.account_id = any (${[...accountIds]}::uuid[]) and memo.order_id = ${orderId}::uuid
    order by memo.credit_memo_number
  `.execute(tx);
  return rows.map((row) => ({
    creditMemoId: row.credit_memo_id,
    creditMemoNumber: row.credit_memo_number,
    status: row.status,
    amount: decimal(row.amount),
    reasonCode: row.reason_code,
    isWriteOff: row.is_write_off,
  }));
}

type MemoRow = {
  credit_memo_id: string;
  credit_memo_number: string;
  status: string;
  amount: string;
  reason_code: string;
  is_write_off: boolean;
};
