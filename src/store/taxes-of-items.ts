/** Taxes of items of one account, whatever the documents that they are on. */
import type { TaxDetails } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { type TaxationRow, toTaxDetails } from "./taxation-items.ts";

export type TaxOfItem = TaxDetails & { readonly taxAmount: Decimal };

/** By the id of the item, in the order that they were made. */
export async function listTaxesOfItemIds(
  tx: Transaction,
  accountId: string,
  itemIds: readonly string[],
): Promise<Map<string, TaxOfItem[]>> {
  if (itemIds.length === 0) return new Map();
  const { rows } = await sql<TaxationRow>`
    select * from taxation_items
    where account_id = ${accountId}::uuid and item_id = any (${[...itemIds]}::uuid[])
    order by taxation_item_id
  `.execute(tx);
  const byItem = Map.groupBy(rows, (row) => row.item_id);
  return new Map(
    [...byItem].map(([itemId, own]) => [
      itemId,
      own.map((row) => ({ ...toTaxDetails(row), taxAmount: decimal(row.tax_amount) })),
    ]),
  );
}
