import type { CreditMemo } from "#engine/model/credit-memo.ts";
import {
  type CreditMemoItemRow,
  type CreditMemoRow,
  fromCreditMemo,
  fromItem,
  ITEM_COLUMNS,
  MEMO_COLUMNS,
  toCreditMemo,
} from "./credit-memo-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import {
  listCreditTaxationItems,
  type PlacedCreditTax,
  saveCreditTaxationItems,
  saveCreditTaxUse,
} from "./taxation-items.ts";

/** Whose credit memo it is, so that the account can be locked before the memo is read. */
export async function findCreditMemoAccountId(
  tx: Transaction,
  key: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from credit_memos
    where credit_memo_number = ${key} or credit_memo_id = ${idOf(key)}::uuid
    order by (credit_memo_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0]?.account_id;
}

/** The memo with its items. Its account is locked already: the caller changes what is left of it. */
export async function lockCreditMemo(
  tx: Transaction,
  accountId: string,
  key: string,
): Promise<CreditMemo | undefined> {
  const { rows } = await sql<CreditMemoRow>`
    select * from credit_memos
    where account_id = ${accountId}::uuid
    and (credit_memo_number = ${key} or credit_memo_id = ${idOf(key)}::uuid)
    order by (credit_memo_id = ${idOf(key)}::uuid) desc nulls last limit 1
    for update
  `.execute(tx);
  const [creditMemo] = await withItems(tx, accountId, rows);
  return creditMemo;
}

/** Posted memos of an account that have something left, from the oldest. The account is locked. */
export async function listUnappliedCreditMemos(
  tx: Transaction,
  accountId: string,
): Promise<CreditMemo[]> {
  const { rows } = await sql<CreditMemoRow>`
    select * from credit_memos
    where account_id = ${accountId}::uuid and status = 'Posted' and unapplied_amount > 0
    order by credit_memo_date, credit_memo_number
  `.execute(tx);
  return withItems(tx, accountId, rows);
}

async function withItems(
  tx: Transaction,
  accountId: string,
  rows: readonly CreditMemoRow[],
): Promise<CreditMemo[]> {
  if (rows.length === 0) return [];
  const { rows: itemRows } = await sql<CreditMemoItemRow>`
    select * from credit_memo_items
    where account_id = ${accountId}::uuid
    and credit_memo_id = any (${rows.map((row) => row.credit_memo_id)}::uuid[])
    order by credit_memo_item_id
  `.execute(tx);
  const items = Map.groupBy(itemRows, (item) => item.credit_memo_id);
  const taxed = rows.filter((row) => row.is_taxed);
  const taxes = await listCreditTaxationItems(
    tx,
    taxed.map((row) => ({ accountId, documentId: row.credit_memo_id })),
  );
  return rows.map((row) => toCreditMemo(row, items.get(row.credit_memo_id) ?? [], taxes));
}

/** Saves credit memos that have just been made, as they are after what was applied of them. */
export async function saveCreditMemos(
  tx: Transaction,
  creditMemos: readonly CreditMemo[],
  authorship: Authorship,
): Promise<void> {
  if (creditMemos.length === 0) return;
  await insertRows(
    tx,
    "credit_memos",
    MEMO_COLUMNS,
    creditMemos.map((creditMemo) => fromCreditMemo(creditMemo, authorship)),
  );
  await insertRows(
    tx,
    "credit_memo_items",
    ITEM_COLUMNS,
    creditMemos.flatMap(({ accountId, creditMemoId, items }) =>
      items.map((item) => fromItem(accountId, creditMemoId, item)),
    ),
  );
  await saveCreditTaxationItems(tx, creditMemos.flatMap(taxesOf), authorship);
}

/** Saves what is left of credit memos, their items and taxes after something was used of them. */
export async function saveCreditUse(
  tx: Transaction,
  creditMemos: readonly CreditMemo[],
  { userId, now }: Pick<Authorship, "userId" | "now">,
): Promise<void> {
  const memoKeys = { account_id: "uuid", credit_memo_id: "uuid" } as const;
  const use = { unapplied_amount: "numeric", refund_amount: "numeric" } as const;
  await updateRows(
    tx,
    "credit_memos",
    {
      keys: memoKeys,
      sets: { ...use, updated_by_id: "uuid", updated_at: "timestamptz" },
    },
    creditMemos.map((creditMemo) => ({
      account_id: creditMemo.accountId,
      credit_memo_id: creditMemo.creditMemoId,
      unapplied_amount: creditMemo.unappliedAmount,
      refund_amount: creditMemo.refundAmount,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
  await updateRows(
    tx,
    "credit_memo_items",
    { keys: { ...memoKeys, credit_memo_item_id: "uuid" }, sets: use },
    creditMemos.flatMap(({ accountId, creditMemoId, items }) =>
      items.map((item) => ({
        account_id: accountId,
        credit_memo_id: creditMemoId,
        credit_memo_item_id: item.creditMemoItemId,
        unapplied_amount: item.unappliedAmount,
        refund_amount: item.refundAmount,
      })),
    ),
  );
  await saveCreditTaxUse(tx, creditMemos.flatMap(taxesOf), { userId, now });
}

const taxesOf = ({ accountId, creditMemoId: documentId, items }: CreditMemo): PlacedCreditTax[] =>
  items.flatMap(({ creditMemoItemId: itemId, taxationItems }) =>
    taxationItems.map((tax) => ({
      documentType: "CreditMemo",
      accountId,
      documentId,
      itemId,
      tax,
    })),
  );
