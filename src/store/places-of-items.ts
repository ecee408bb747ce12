import type { ItemReference } from "#engine/model/document.ts";
import { sql, type Transaction } from "./database.ts";

type Credit = {
  readonly charge_number: string | null;
  readonly credited_document_id: string | null;
  readonly credited_item_id: string | null;
};

/** Where the items are that credits take back, by their ids: perhaps with another account. */
export async function listPlaces(
  tx: Transaction,
  credits: readonly Credit[],
): Promise<Map<string, ItemReference>> {
  if (credits.length === 0) return new Map();
  const { rows } = await sql<{
    account_id: string;
    document_type: ItemReference["documentType"];
    document_id: string;
    item_id: string;
  }>`
    with wanted as materialized (
      select * from unnest(
        ${credits.map((row) => row.credited_document_id)}::uuid[],
        ${credits.map((row) => row.credited_item_id)}::uuid[],
        ${credits.map((row) => row.charge_number)}::text[]
      ) as each (document_id, item_id, charge_number)
    )
    select invoices.account_id, 'Invoice' as document_type, invoice_id as document_id,
      wanted.item_id
    from wanted join invoices on invoices.invoice_id = wanted.document_id
    union all
    select items.account_id, 'CreditMemo', credit_memo_id, wanted.item_id
    from wanted join credit_memo_items items on items.charge_number = wanted.charge_number
      and items.credit_memo_item_id = wanted.item_id
      and items.source_item_type = 'SubscriptionComponent' and items.credit_from_item_id is null
    where exists (select from accounts where accounts.account_id = items.account_id)
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.item_id,
      {
        accountId: row.account_id,
        documentType: row.document_type,
        documentId: row.document_id,
        itemId: row.item_id,
      },
    ]),
  );
}
