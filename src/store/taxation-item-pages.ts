/** Taxes of items as pages show them: read only, nothing locked. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { ItemReference, TaxDetails } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type TaxationRow, toTaxDetails } from "./taxation-items.ts";

export type TaxedDocumentType = ItemReference["documentType"] | "DebitMemo";

export type TaxationItemPage = TaxDetails & {
  readonly taxationItemId: string;
  readonly accountId: string;
  readonly documentType: TaxedDocumentType;
  readonly documentId: string;
  readonly itemId: string;
  readonly taxMode: TaxMode;
  readonly taxAmount: Decimal;
  readonly sourceTaxItemId: string | null;
  readonly customFields: CustomFields;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const PAGE = sql`
  select t.*, coalesce(i.tax_mode, m.tax_mode, d.tax_mode, 'TaxExclusive') as tax_mode
  from taxation_items t
    left join invoice_items i on i.account_id = t.account_id and i.invoice_id = t.document_id
      and i.invoice_item_id = t.item_id
    left join credit_memo_items m on m.account_id = t.account_id
      and m.credit_memo_id = t.document_id and m.credit_memo_item_id = t.item_id
    left join debit_memo_items d on d.account_id = t.account_id
      and d.debit_memo_id = t.document_id and d.debit_memo_item_id = t.item_id`;

export async function findTaxationItemPage(
  tx: Transaction,
  key: string,
): Promise<TaxationItemPage | undefined> {
  const { rows } = await sql<PageRow>`
    ${PAGE} where t.taxation_item_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toPage(rows[0]);
}

type PageRow = TaxationRow & {
  account_id: string;
  document_type: TaxedDocumentType;
  document_id: string;
  tax_mode: TaxMode;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

function toPage(row: PageRow): TaxationItemPage {
  const taxAmount = decimal(row.tax_amount);
  return {
    ...toTaxDetails(row),
    taxationItemId: row.taxation_item_id,
    accountId: row.account_id,
    documentType: row.document_type,
    documentId: row.document_id,
    itemId: row.item_id,
    taxMode: row.tax_mode,
    taxAmount,
    sourceTaxItemId: row.source_tax_item_id,
    customFields: row.custom_fields,
    createdById: row.created_by_id,
    createdAt: row.created_at,
    updatedById: row.updated_by_id,
    updatedAt: row.updated_at,
  };
}
