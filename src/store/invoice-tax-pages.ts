/** Taxes of items of invoices as pages show them. */
import type { TaxationItem } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { findInvoicePage, type InvoicePage } from "./invoice-pages.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type InvoiceTaxPage = {
  readonly tax: TaxationItem;
  /** What credit memos, and what payments have paid of it. */
  readonly creditAmount: Decimal;
  readonly paymentAmount: Decimal;
  /** The tax less what posted memos that were made from its item credit of it. */
  readonly availableToCreditAmount: Decimal;
};

/** By the id of the item, in the order that they were made. */
export async function listTaxesOfItems(
  tx: Transaction,
  { accountId, invoiceId }: Pick<InvoicePage, "accountId" | "invoiceId">,
  itemIds: readonly string[],
): Promise<Map<string, InvoiceTaxPage[]>> {
  const { rows } = await taxes(sql`
    x.account_id = ${accountId}::uuid and x.document_id = ${invoiceId}::uuid
    and x.item_id = any (${[...itemIds]}::uuid[]) order by x.taxation_item_id
  `).execute(tx);
  const byItem = Map.groupBy(rows, (row) => row.item_id);
  return new Map([...byItem].map(([itemId, own]) => [itemId, own.map(toTaxPage)]));
}

/** Of one item; undefined when there is no such item of the invoice. */
export async function listInvoiceTaxes(
  tx: Transaction,
  { invoiceKey, itemId }: { readonly invoiceKey: string; readonly itemId: string },
  { page, pageSize }: PageRequest,
): Promise<PageOf<InvoiceTaxPage> | undefined> {
  const invoice = await findInvoicePage(tx, invoiceKey);
  if (!invoice) return undefined;
  const { accountId, invoiceId } = invoice;
  const item = await sql`
    select from invoice_items where account_id = ${accountId}::uuid
    and invoice_id = ${invoiceId}::uuid and invoice_item_id = ${idOf(itemId)}::uuid
  `.execute(tx);
  if (item.rows.length === 0) return undefined;
  const { rows } = await taxes(sql`
    x.account_id = ${accountId}::uuid and x.document_id = ${invoiceId}::uuid
    and x.item_id = ${idOf(itemId)}::uuid order by x.taxation_item_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `).execute(tx);
  return { rows: rows.slice(0, pageSize).map(toTaxPage), hasMore: rows.length > pageSize };
}

const appliedBy = (sourceType: string) => sql`(
    select coalesce(sum(p.amount), 0) from applications p
    where p.account_id = x.account_id and p.target_id = x.document_id
      and p.target_tax_item_id = x.taxation_item_id and p.source_type = ${sql.lit(sourceType)}
  )`;

const taxes = (condition: ReturnType<typeof sql>) => sql<TaxRow>`
  select x.*, ${appliedBy("CreditMemo")} as credit_amount, ${appliedBy("Payment")} as payment_amount,
    x.tax_amount - (
      select coalesce(sum(c.tax_amount), 0)
      from taxation_items c
      join credit_memo_items m on m.account_id = c.account_id
        and m.credit_memo_id = c.document_id and m.credit_memo_item_id = c.item_id
      join credit_memos d on d.account_id = c.account_id and d.credit_memo_id = c.document_id
      where c.account_id = x.account_id and c.source_tax_item_id = x.taxation_item_id
        and m.source_item_type = 'InvoiceDetail' and d.status = 'Posted'
    ) as available_to_credit_amount
  from taxation_items x where ${condition}`;

type TaxRow = {
  item_id: string;
  taxation_item_id: string;
  name: string;
  tax_code: string | null;
  tax_code_description: string | null;
  tax_date: PlainDate | null;
  tax_rate: string;
  tax_rate_type: TaxationItem["taxRateType"];
  tax_rate_description: string | null;
  jurisdiction: string | null;
  location_code: string | null;
  exempt_amount: string;
  tax_amount: string;
  balance: string;
  credit_amount: string;
  payment_amount: string;
  available_to_credit_amount: string;
};

const toTaxPage = (row: TaxRow): InvoiceTaxPage => ({
  tax: {
    taxationItemId: row.taxation_item_id,
    name: row.name,
    taxCode: row.tax_code,
    taxCodeDescription: row.tax_code_description,
    taxDate: row.tax_date,
    taxRate: decimal(row.tax_rate),
    taxRateType: row.tax_rate_type,
    taxRateDescription: row.tax_rate_description,
    jurisdiction: row.jurisdiction,
    locationCode: row.location_code,
    exemptAmount: decimal(row.exempt_amount),
    taxAmount: decimal(row.tax_amount),
    balance: decimal(row.balance),
  },
  creditAmount: decimal(row.credit_amount),
  paymentAmount: decimal(row.payment_amount),
  availableToCreditAmount: decimal(row.available_to_credit_amount),
});
