import type { DebitMemo } from "#engine/model/debit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import { sql, type Transaction } from "./database.ts";
import {
  DEBIT_MEMO_COLUMNS,
  DEBIT_MEMO_ITEM_COLUMNS,
  type DebitMemoItemRow,
  type DebitMemoRow,
  fromDebitMemo,
  fromDebitMemoItems,
  toDebitMemo,
} from "./debit-memo-rows.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import { findNumberInUse } from "./numbers.ts";
import { listTaxationItems, saveTaxationItems, saveTaxBalances } from "./taxation-items.ts";

type Author = Pick<Authorship, "userId" | "now">;

/** Whose debit memo it is, so that the account can be locked before the memo is read. */
export async function findDebitMemoAccountId(
  tx: Transaction,
  key: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from debit_memos
    where debit_memo_number = ${key} or debit_memo_id = ${idOf(key)}::uuid
    order by (debit_memo_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0]?.account_id;
}

/** Whose debit memos these are; unknown keys are left out. */
export async function listDebitMemoAccountIds(
  tx: Transaction,
  keys: readonly string[],
): Promise<string[]> {
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<{ account_id: string }>`
    select distinct account_id from debit_memos
    where debit_memo_number = any (${[...keys]}::text[]) or debit_memo_id = any (${ids}::uuid[])
  `.execute(tx);
  return rows.map((row) => row.account_id);
}

/**
 * Debit memos of an account by their ids or numbers, with their items, in no order; those that are
 * not found are missing. The account is locked already: the caller changes what is owed of them.
 */
export async function lockDebitMemos(
  tx: Transaction,
  accountId: string,
  keys: readonly string[],
): Promise<DebitMemo[]> {
  if (keys.length === 0) return [];
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<DebitMemoRow>`
    select * from debit_memos
    where account_id = ${accountId}::uuid
    and (debit_memo_number = any (${[...keys]}::text[]) or debit_memo_id = any (${ids}::uuid[]))
    for update
  `.execute(tx);
  return withItems(tx, accountId, rows);
}

/** Posted ones that owe something, by date and number. The account is locked already. */
export async function listUnpaidDebitMemos(
  tx: Transaction,
  accountId: string,
): Promise<DebitMemo[]> {
  const { rows } = await sql<DebitMemoRow>`
    select * from debit_memos
    where account_id = ${accountId}::uuid and balance > 0 and status = 'Posted'
    order by debit_memo_date, debit_memo_number
  `.execute(tx);
  return withItems(tx, accountId, rows);
}

async function withItems(
  tx: Transaction,
  accountId: string,
  rows: readonly DebitMemoRow[],
): Promise<DebitMemo[]> {
  if (rows.length === 0) return [];
  const { rows: itemRows } = await sql<DebitMemoItemRow>`
    select * from debit_memo_items
    where account_id = ${accountId}::uuid
    and debit_memo_id = any (${rows.map((row) => row.debit_memo_id)}::uuid[])
    order by debit_memo_item_id
  `.execute(tx);
  const items = Map.groupBy(itemRows, (item) => item.debit_memo_id);
  const taxed = rows.filter((row) => row.is_taxed);
  const taxes = await listTaxationItems(
    tx,
    taxed.map((row) => ({ accountId, documentId: row.debit_memo_id })),
  );
  return rows.map((row) => toDebitMemo(row, items.get(row.debit_memo_id) ?? [], taxes));
}

/** Saves debit memos that have just been made, as they are after what was applied to them. */
export async function saveDebitMemos(
  tx: Transaction,
  debitMemos: readonly DebitMemo[],
  author: Author,
): Promise<void> {
  await insertRows(
    tx,
    "debit_memos",
    DEBIT_MEMO_COLUMNS,
    debitMemos.map((memo) => fromDebitMemo(memo, author)),
  );
  const items = debitMemos.flatMap(fromDebitMemoItems);
  await insertRows(tx, "debit_memo_items", DEBIT_MEMO_ITEM_COLUMNS, items);
  await saveTaxationItems(tx, debitMemos.flatMap(taxesOf), author);
}

/** Saves what is owed of debit memos and their items after something was applied to them. */
export async function saveDebitMemoBalances(
  tx: Transaction,
  debitMemos: readonly Invoice[],
  { userId, now }: Author,
): Promise<void> {
  const memoKeys = { account_id: "uuid", debit_memo_id: "uuid" } as const;
  const updated = { updated_by_id: "uuid", updated_at: "timestamptz" } as const;
  await updateRows(
    tx,
    "debit_memos",
    { keys: memoKeys, sets: { balance: "numeric", ...updated } },
    debitMemos.map(({ accountId, invoiceId, balance }) => ({
      account_id: accountId,
      debit_memo_id: invoiceId,
      balance,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
  await updateRows(
    tx,
    "debit_memo_items",
    { keys: { ...memoKeys, debit_memo_item_id: "uuid" }, sets: { balance: "numeric" } },
    debitMemos.flatMap(({ accountId, invoiceId, items }) =>
      items.map(({ invoiceItemId, balance }) => ({
        account_id: accountId,
        debit_memo_id: invoiceId,
        debit_memo_item_id: invoiceItemId,
        balance,
      })),
    ),
  );
  await saveTaxBalances(tx, debitMemos.flatMap(taxesOf), { userId, now });
}

const taxesOf = ({ documentType, accountId, invoiceId: documentId, items }: Invoice) =>
  items.flatMap(({ invoiceItemId: itemId, taxationItems }) =>
    taxationItems.map((tax) => ({ documentType, accountId, documentId, itemId, tax })),
  );

const DOCUMENT_NUMBERS = [
  ["debit_memos", "debit_memo_number"],
  ["credit_memos", "credit_memo_number"],
  ["invoices", "invoice_number"],
] as const;

/** Whether any document has the number: numbers are unique across their kinds. */
export async function isDocumentNumberTaken(tx: Transaction, number: string): Promise<boolean> {
  for (const [table, column] of DOCUMENT_NUMBERS) {
    if ((await findNumberInUse(tx, table, column, [number])) !== undefined) return true;
  }
  return false;
}
