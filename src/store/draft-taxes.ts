/** Taxes of drafts, which a person may change: of invoices, credit memos and debit memos. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { DocumentStatus, TaxDetails } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import type { ItemToRetax, Retaxed } from "#engine/tax/retaxed-items.ts";
import { type Decimal, decimal, ZERO } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type Columns, type RowOf, updateRows } from "./insert-rows.ts";
import type { TaxedDocumentType } from "./taxation-item-pages.ts";

export type TaxedDocument = {
  readonly accountId: string;
  readonly documentType: TaxedDocumentType;
  readonly documentId: string;
};

const TABLES = {
  Invoice: { document: "invoice", left: "balance" },
  CreditMemo: { document: "credit_memo", left: "unapplied_amount" },
  DebitMemo: { document: "debit_memo", left: "balance" },
} as const;

/** The document with this id or number; undefined when there is none. */
export async function findTaxedDocument(
  tx: Transaction,
  documentType: TaxedDocumentType,
  key: string,
): Promise<TaxedDocument | undefined> {
  const { document } = TABLES[documentType];
  const { rows } = await sql<{ account_id: string; document_id: string }>`
    select account_id, ${sql.ref(`${document}_id`)} as document_id
    from ${sql.table(`${document}s`)}
    where ${sql.ref(`${document}_number`)} = ${key}
      or ${sql.ref(`${document}_id`)} = ${idOf(key)}::uuid
    order by (${sql.ref(`${document}_id`)} = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  const [row] = rows;
  return row && { accountId: row.account_id, documentType, documentId: row.document_id };
}

/** The invoice that an item is on, by the id of the item. */
export async function findInvoiceOfItem(tx: Transaction, key: string): Promise<string | undefined> {
  const { rows } = await sql<{ invoice_id: string }>`
    select invoice_id from invoice_items where invoice_item_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0]?.invoice_id;
}

/** Locked until the transaction ends. Its account is locked already. */
export async function lockDraft(
  tx: Transaction,
  { accountId, documentType, documentId }: TaxedDocument,
): Promise<{ status: DocumentStatus; items: readonly ItemToRetax[] }> {
  const { document } = TABLES[documentType];
  const { rows } = await sql<{ status: DocumentStatus }>`
    select status from ${sql.table(`${document}s`)}
    where account_id = ${accountId}::uuid and ${sql.ref(`${document}_id`)} = ${documentId}::uuid
    for update
  `.execute(tx);
  const { rows: items } = await sql<ItemRow>`
    select ${sql.ref(`${document}_item_id`)} as item_id, amount, included_tax, tax_mode,
      applied_to_item_id,
      coalesce((
        select sum(tax_amount) from taxation_items taxes
        where taxes.account_id = items.account_id and taxes.document_id = ${documentId}::uuid
        and taxes.item_id = ${sql.ref(`${document}_item_id`)}
      ), 0) as tax_amount
    from ${sql.table(`${document}_items`)} items
    where account_id = ${accountId}::uuid and ${sql.ref(`${document}_id`)} = ${documentId}::uuid
  `.execute(tx);
  return { status: rows[0]?.status ?? "Canceled", items: items.map(toItem) };
}

type ItemRow = {
  item_id: string;
  amount: string;
  included_tax: string;
  tax_mode: TaxMode;
  applied_to_item_id: string | null;
  tax_amount: string;
};

const toItem = (row: ItemRow): ItemToRetax => ({
  itemId: row.item_id,
  amount: decimal(row.amount),
  includedTax: decimal(row.included_tax),
  taxMode: row.tax_mode,
  appliedToItemId: row.applied_to_item_id,
  taxAmount: decimal(row.tax_amount),
});

/** Items that have got their first tax by hand are taxed in the mode that it says. */
export const saveTaxModes = (
  tx: Transaction,
  document: TaxedDocument,
  modes: ReadonlyMap<string, TaxMode>,
): Promise<void> =>
  updateItems(
    tx,
    document,
    { tax_mode: "text" },
    [...modes].map(([itemId, taxMode]) => [itemId, { tax_mode: taxMode }]),
  );

type ItemValues<Sets extends Columns> = readonly (readonly [itemId: string, RowOf<Sets>])[];

async function updateItems<Sets extends Columns>(
  tx: Transaction,
  { accountId, documentType, documentId }: TaxedDocument,
  sets: Sets,
  items: ItemValues<Sets>,
): Promise<void> {
  const { document } = TABLES[documentType];
  const keys: Columns = {
    account_id: "uuid",
    [`${document}_id`]: "uuid",
    [`${document}_item_id`]: "uuid",
  };
  const rows = items.map(
    ([itemId, values]): RowOf<Columns> => ({
      account_id: accountId,
      [`${document}_id`]: documentId,
      [`${document}_item_id`]: itemId,
      ...values,
    }),
  );
  await updateRows<Columns, Columns>(tx, `${document}_items`, { keys, sets }, rows);
}

/** What a draft and its items come to after their taxes were changed. */
export async function saveRetaxed(
  tx: Transaction,
  draft: TaxedDocument,
  { items, amount, taxAmount }: Retaxed,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const { accountId, documentType, documentId } = draft;
  const { document, left } = TABLES[documentType];
  const sets = { amount: "numeric", included_tax: "numeric", [left]: "numeric" } as const;
  await updateItems(
    tx,
    draft,
    sets as Columns,
    items.map(({ itemId, net, ...item }) => [
      itemId,
      { amount: item.amount, included_tax: item.includedTax, [left]: net },
    ]),
  );
  const status =
    documentType === "DebitMemo"
      ? sql``
      : sql`, tax_message = null, tax_status = case when exists (${TAXES(documentId)})
          then 'Complete' end`;
  await sql`
    update ${sql.table(`${document}s`)} set amount = ${amount.toFixed()}::numeric,
      tax_amount = ${taxAmount.toFixed()}::numeric, ${sql.ref(left)} = ${amount.toFixed()}::numeric,
      is_taxed = exists (${TAXES(documentId)}), updated_by_id = ${userId}::uuid,
      updated_at = ${now}::timestamptz ${status}
    where account_id = ${accountId}::uuid and ${sql.ref(`${document}_id`)} = ${documentId}::uuid
  `.execute(tx);
}

const TAXES = (documentId: string) =>
  sql`select from taxation_items where document_id = ${documentId}::uuid`;

/** A tax as a person states it. */
export type StatedTax = TaxDetails & {
  readonly taxationItemId: string;
  readonly itemId: string;
  readonly taxAmount: Decimal;
  readonly sourceTaxItemId: string | null;
  readonly customFields: CustomFields;
};

/** Replaces a tax of a draft that has the same id, or adds it. */
export async function saveStatedTax(
  tx: Transaction,
  { accountId, documentType, documentId }: TaxedDocument,
  tax: StatedTax,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const owed = documentType === "CreditMemo" ? ZERO : tax.taxAmount;
  const left = documentType === "CreditMemo" ? tax.taxAmount : ZERO;
  await sql`
    insert into taxation_items (account_id, document_type, document_id, item_id, taxation_item_id,
      name, tax_code, tax_code_description, tax_date, tax_rate, tax_rate_type,
      tax_rate_description, jurisdiction, location_code, exempt_amount, tax_amount, balance,
        unapplied_amount, source_tax_item_id, custom_fields, finance_information, created_by_id,
        created_at, updated_by_id, updated_at)
    values (${accountId}::uuid, ${documentType}, ${documentId}::uuid, ${tax.itemId}::uuid,
      ${tax.taxationItemId}::uuid, ${tax.name}, ${tax.taxCode}, ${tax.taxCodeDescription},
      ${tax.taxDate}::date, ${tax.taxRate.toFixed()}::numeric, ${tax.taxRateType},
      ${tax.taxRateDescription}, ${tax.jurisdiction}, ${tax.locationCode},
      ${tax.exemptAmount.toFixed()}::numeric, ${tax.taxAmount.toFixed()}::numeric,
      ${owed.toFixed()}::numeric, ${left.toFixed()}::numeric, ${tax.sourceTaxItemId}::uuid,
        ${JSON.stringify(tax.customFields)}::jsonb,
        ${tax.financeInformation && JSON.stringify(tax.financeInformation)}::jsonb,
        ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz)
    on conflict (account_id, document_id, item_id, taxation_item_id) do update set
      name = excluded.name, tax_code = excluded.tax_code,
      tax_code_description = excluded.tax_code_description, tax_date = excluded.tax_date,
      tax_rate = excluded.tax_rate, tax_rate_type = excluded.tax_rate_type,
      tax_rate_description = excluded.tax_rate_description, jurisdiction = excluded.jurisdiction,
      location_code = excluded.location_code, exempt_amount = excluded.exempt_amount,
      tax_amount = excluded.tax_amount, balance = excluded.balance,
        unapplied_amount = excluded.unapplied_amount, custom_fields = excluded.custom_fields,
        finance_information = excluded.finance_information, updated_by_id = excluded.updated_by_id,
        updated_at = excluded.updated_at
  `.execute(tx);
}

export async function deleteTax(
  tx: Transaction,
  { accountId, documentId }: TaxedDocument,
  taxationItemId: string,
): Promise<void> {
  await sql`
    delete from taxation_items where account_id = ${accountId}::uuid
    and document_id = ${documentId}::uuid and taxation_item_id = ${taxationItemId}::uuid
  `.execute(tx);
}
