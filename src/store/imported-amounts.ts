/** What is owed and left here, to be compared with what the system says that it was imported from. */
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { rowsOfAccounts } from "./accounts-queried.ts";
import { sql, type Transaction } from "./database.ts";

/** What accounts owe less what they have to give, by id. */
export async function listAccountBalances(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, Decimal>> {
  const rows = await rowsOfAccounts<{ account_id: string; balance: string }>(
    tx,
    BALANCES,
    accountIds,
  );
  return new Map(rows.map((row) => [row.account_id, decimal(row.balance)]));
}

const BALANCES = `
  select account_id, sum(amount) as balance from (
    select account_id, balance as amount from invoices
    where account_id = any ($1) and status = 'Posted'
    union all
    select account_id, balance from debit_memos
    where account_id = any ($1) and status = 'Posted'
    union all
    select account_id, -unapplied_amount from credit_memos
    where account_id = any ($1) and status = 'Posted'
    union all
    select account_id, -unapplied_amount from payments
    where account_id = any ($1) and status = 'Processed'
  ) each group by 1`;

export type DocumentLeft = { readonly amount: Decimal; readonly left: Decimal };

const DOCUMENTS = {
  Invoice: ["invoices", "invoice_id", "balance"],
  CreditMemo: ["credit_memos", "credit_memo_id", "unapplied_amount"],
  Payment: ["payments", "payment_id", "unapplied_amount"],
} as const;

/** Amounts of documents, and what they owe or have to give, by id. */
export async function listDocumentsLeft(
  tx: Transaction,
  kind: keyof typeof DOCUMENTS,
  documents: readonly { readonly accountId: string; readonly documentId: string }[],
): Promise<Map<string, DocumentLeft>> {
  if (documents.length === 0) return new Map();
  const [table, id, left] = DOCUMENTS[kind];
  const { rows } = await sql<{ document_id: string; amount: string; left_over: string }>`
    select document_id, stored.amount, stored.${sql.ref(left)} as left_over
    from unnest(
      ${documents.map(({ accountId }) => accountId)}::uuid[],
      ${documents.map(({ documentId }) => documentId)}::uuid[]
    ) as wanted (account_id, document_id)
    join ${sql.table(table)} stored
      on stored.account_id = wanted.account_id and stored.${sql.ref(id)} = wanted.document_id
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.document_id,
      { amount: decimal(row.amount), left: decimal(row.left_over) },
    ]),
  );
}
