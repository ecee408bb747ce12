/** The taxes of what billing credits, and what of them it has credited before. */
import type { BilledTax, BilledTaxes } from "#engine/model/billed-taxes.ts";
import type { ItemReference } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type Decimal, decimal, negated } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { type TaxationRow, toTaxDetails } from "./taxation-items.ts";

/**
 * By the id of the item; items without taxes are missing. As they were billed: what stands on a
 * credit memo has the other sign there. Credits of documents that were cancelled or taken back count
 * for nothing.
 */
export async function listBilledTaxes(
  tx: Transaction,
  items: readonly ItemReference[],
): Promise<Map<string, BilledTaxes>> {
  if (items.length === 0) return new Map();
  const { rows } = await sql<BilledRow>`
    with wanted as materialized (
      select distinct account_id, document_id, item_id
      from unnest(
        ${items.map((item) => item.accountId)}::uuid[],
        ${items.map((item) => item.documentId)}::uuid[],
        ${items.map((item) => item.itemId)}::uuid[]
      ) as each (account_id, document_id, item_id)
    )
    select taxes.*, coalesce(i.tax_code, m.tax_code) as item_tax_code,
      coalesce(i.tax_mode, m.tax_mode) as item_tax_mode,
      coalesce(i.amount + i.included_tax, m.amount + m.included_tax) as price,
      coalesce(i.credited_amount, m.credited_amount) as credited_price,
      coalesce((
        select sum(case when credits.document_type = taxes.document_type then -credits.tax_amount
          else credits.tax_amount end)
        from taxation_items credits
        where credits.source_tax_item_id = taxes.taxation_item_id and ${IS_BILLED_CREDIT}
      ), 0) as credited_tax
    from wanted join taxation_items taxes using (account_id, document_id, item_id)
      left join invoice_items i on i.account_id = taxes.account_id
        and i.invoice_id = taxes.document_id and i.invoice_item_id = taxes.item_id
      left join credit_memo_items m on m.account_id = taxes.account_id
        and m.credit_memo_id = taxes.document_id and m.credit_memo_item_id = taxes.item_id
    order by taxes.item_id, taxes.taxation_item_id
  `.execute(tx);
  return new Map(
    [...Map.groupBy(rows, (row) => row.item_id)].map(([itemId, own]) => [itemId, toBilled(own)]),
  );
}

/** Of a line that billing made, on a document that counts. */
const IS_BILLED_CREDIT = sql`(
  exists (
    select from invoice_items lines join invoices using (account_id, invoice_id)
    where lines.account_id = credits.account_id and lines.invoice_id = credits.document_id
    and lines.invoice_item_id = credits.item_id and not lines.is_reversed
    and invoices.status <> 'Canceled'
  ) or exists (
    select from credit_memo_items lines join credit_memos using (account_id, credit_memo_id)
    where lines.account_id = credits.account_id and lines.credit_memo_id = credits.document_id
    and lines.credit_memo_item_id = credits.item_id and not lines.is_reversed
    and lines.source_item_type in ('SubscriptionComponent', 'OrderLineItem')
    and credit_memos.status <> 'Canceled'
  ))`;

type BilledRow = TaxationRow & {
  document_type: ItemReference["documentType"];
  item_tax_code: string | null;
  item_tax_mode: TaxMode | null;
  price: string;
  credited_price: string;
  credited_tax: string;
};

function toBilled(rows: readonly [BilledRow, ...BilledRow[]] | readonly BilledRow[]): BilledTaxes {
  const [first] = rows;
  const sign = (value: string): Decimal =>
    first?.document_type === "CreditMemo" ? negated(decimal(value)) : decimal(value);
  return {
    taxCode: first?.item_tax_code ?? first?.tax_code ?? "",
    taxMode: first?.item_tax_mode ?? "TaxExclusive",
    price: sign(first?.price ?? "0"),
    creditedPrice: sign(first?.credited_price ?? "0"),
    items: rows.map((row): BilledTax => {
      const details = toTaxDetails(row);
      return {
        ...details,
        ...(details.taxableAmount && { taxableAmount: sign(details.taxableAmount.toFixed()) }),
        exemptAmount: sign(row.exempt_amount),
        taxationItemId: row.taxation_item_id,
        taxAmount: sign(row.tax_amount),
        creditedTax: sign(row.credited_tax),
      };
    }),
  };
}
