import type { NettedMemo } from "#engine/settlement/settle-order.ts";
import { decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";

type ItemRow = {
  readonly credit_memo_id: string;
  readonly credit_memo_item_id: string;
  readonly amount: string;
  readonly credit_from_item_id: string | null;
  readonly credit_from_item_source: string | null;
};

/** Credit memos of an account with what they credit of invoices. */
export async function listNettedMemos(
  tx: Transaction,
  accountId: string,
  creditMemoIds: readonly string[],
): Promise<NettedMemo[]> {
  if (creditMemoIds.length === 0) return [];
  const { rows } = await sql<ItemRow>`
    select credit_memo_id, credit_memo_item_id, amount, credit_from_item_id, credit_from_item_source
    from credit_memo_items
    where account_id = ${accountId}::uuid and credit_memo_id = any (${creditMemoIds}::uuid[])
  `.execute(tx);
  return [...Map.groupBy(rows, (row) => row.credit_memo_id).values()].map((items) => ({
    itemIds: new Set(items.map((item) => item.credit_memo_item_id)),
    credits: items.flatMap(({ amount, credit_from_item_id, credit_from_item_source }) =>
      credit_from_item_id !== null && credit_from_item_source === "InvoiceItem"
        ? { invoiceItemId: credit_from_item_id, amount: decimal(amount) }
        : [],
    ),
  }));
}
