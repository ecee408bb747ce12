/** What happens to a debit memo after it was made, apart from what is paid of it. */
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import type { DocumentStatus } from "#engine/model/document.ts";
import { sql, type Transaction } from "./database.ts";
import { DEBIT_MEMO_ITEM_COLUMNS, fromDebitMemo, fromDebitMemoItems } from "./debit-memo-rows.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import { deleteTaxationItems, saveTaxationItems } from "./taxation-items.ts";

type Author = Pick<Authorship, "userId" | "now">;

/** What a draft says now: its header, and its items and taxes instead of those that it had. */
export async function saveChangedDebitMemo(
  tx: Transaction,
  debitMemo: DebitMemo,
  author: Author,
): Promise<void> {
  const { documentType, accountId, invoiceId: documentId, items } = debitMemo;
  await saveDebitMemoHeader(tx, debitMemo, author);
  await sql`
    delete from debit_memo_items
    where account_id = ${accountId}::uuid and debit_memo_id = ${documentId}::uuid
  `.execute(tx);
  await deleteTaxationItems(tx, { accountId, documentId });
  const rows = fromDebitMemoItems(debitMemo);
  await insertRows(tx, "debit_memo_items", DEBIT_MEMO_ITEM_COLUMNS, rows);
  const taxes = items.flatMap(({ invoiceItemId: itemId, taxationItems }) =>
    taxationItems.map((tax) => ({ documentType, accountId, documentId, itemId, tax })),
  );
  await saveTaxationItems(tx, taxes, author);
}

/** What is said of the memo as a whole; its items stay as they are. */
export async function saveDebitMemoHeader(
  tx: Transaction,
  debitMemo: DebitMemo,
  author: Author,
): Promise<void> {
  const keys = { account_id: "uuid", debit_memo_id: "uuid" } as const;
  const { created_by_id, created_at, posted_by_id, posted_at, ...row } = fromDebitMemo(
    debitMemo,
    author,
  );
  await updateRows(tx, "debit_memos", { keys, sets: HEADER }, [row]);
}

const HEADER = {
  debit_memo_date: "date",
  due_date: "date",
  amount: "numeric",
  tax_amount: "numeric",
  is_taxed: "boolean",
  balance: "numeric",
  auto_pay: "boolean",
  transferred_to_accounting: "text",
  reason_code: "text",
  comment: "text",
  custom_fields: "jsonb",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const;

export const saveDebitMemoDueDates = (
  tx: Transaction,
  debitMemos: readonly DebitMemo[],
  { userId, now }: Author,
): Promise<void> =>
  updateRows(
    tx,
    "debit_memos",
    {
      keys: { account_id: "uuid", debit_memo_id: "uuid" },
      sets: { due_date: "date", updated_by_id: "uuid", updated_at: "timestamptz" },
    },
    debitMemos.map((memo) => ({
      account_id: memo.accountId,
      debit_memo_id: memo.invoiceId,
      due_date: memo.dueDate,
      updated_by_id: userId,
      updated_at: now,
    })),
  );

type Key = Pick<DebitMemo, "accountId" | "invoiceId">;

/** Posts, unposts or cancels a memo. */
export async function saveDebitMemoStatus(
  tx: Transaction,
  { accountId, invoiceId, invoiceNumber }: Pick<DebitMemo, keyof Key | "invoiceNumber">,
  status: DocumentStatus,
  { userId, now }: Author,
): Promise<void> {
  const posted = status === "Posted" ? { by: userId, at: now } : { by: null, at: null };
  const cancelled = status === "Canceled" ? { by: userId, at: now } : { by: null, at: null };
  await sql`
    update debit_memos set status = ${status}, debit_memo_number = ${invoiceNumber},
      posted_by_id = ${posted.by}::uuid, posted_at = ${posted.at}::timestamptz,
      cancelled_by_id = ${cancelled.by}::uuid, cancelled_at = ${cancelled.at}::timestamptz,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and debit_memo_id = ${invoiceId}::uuid
  `.execute(tx);
}

/** A cancelled memo with its items and taxes. What the journal says of it stays. */
export async function deleteDebitMemoRows(tx: Transaction, key: Key): Promise<void> {
  const { accountId, invoiceId: documentId } = key;
  await deleteTaxationItems(tx, { accountId, documentId });
  for (const table of ["debit_memo_items", "debit_memos"]) {
    await sql`
      delete from ${sql.table(table)}
      where account_id = ${accountId}::uuid and debit_memo_id = ${documentId}::uuid
    `.execute(tx);
  }
}

/** Whether anything was ever applied to the memo and not taken back. */
export async function isAppliedTo(
  tx: Transaction,
  { accountId, invoiceId }: Key,
): Promise<boolean> {
  const { rows } = await sql`
    select from applications
    where account_id = ${accountId}::uuid and target_id = ${invoiceId}::uuid
    group by source_id having sum(amount) <> 0 limit 1
  `.execute(tx);
  return rows.length > 0;
}
