/** Taxes of items of documents: of what is owed their balance, of a credit what of it is used. */
import type { CreditTaxationItem } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { TaxationItem, TaxDetails } from "#engine/model/document.ts";
import type { TaxFinance } from "#engine/model/tax.ts";
import { decimal, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { NO_FIELDS, toItemFields } from "./document-item-rows.ts";
import { type Columns, insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";

/** Where a tax is. */
type Place = {
  readonly documentType: "Invoice" | "DebitMemo" | "CreditMemo";
  readonly accountId: string;
  readonly documentId: string;
  readonly itemId: string;
};

/** A tax of an item of an invoice or a debit memo. */
export type PlacedTax = Place & { readonly tax: TaxationItem };
/** A tax of an item of a credit memo. */
export type PlacedCreditTax = Place & { readonly tax: CreditTaxationItem };

type Document = { readonly accountId: string; readonly documentId: string };
type Author = Pick<Authorship, "userId" | "now">;

/** Of invoices and debit memos, by the id of the item, in the order that they were made. */
export async function listTaxationItems(
  tx: Transaction,
  documents: readonly Document[],
): Promise<Map<string, TaxationItem[]>> {
  const rows = await listRows(tx, documents);
  return new Map(
    [...Map.groupBy(rows, (row) => row.item_id)].map(([itemId, own]) => [
      itemId,
      own.map((row) => ({
        ...toTaxDetails(row),
        ...idsOf(row),
        ...toItemFields(row),
        balance: decimal(row.balance),
        sourceTaxItemId: row.source_tax_item_id,
      })),
    ]),
  );
}

/** Of credit memos, by the id of the item, in the order that they were made. */
export async function listCreditTaxationItems(
  tx: Transaction,
  documents: readonly Document[],
): Promise<Map<string, CreditTaxationItem[]>> {
  const rows = await listRows(tx, documents);
  return new Map(
    [...Map.groupBy(rows, (row) => row.item_id)].map(([itemId, own]) => [
      itemId,
      own.map(toCreditTaxationItem),
    ]),
  );
}

async function listRows(tx: Transaction, documents: readonly Document[]) {
  if (documents.length === 0) return [];
  const { rows } = await sql<TaxationRow>`
    select taxation_items.*
    from unnest(
      ${documents.map((each) => each.accountId)}::uuid[],
      ${documents.map((each) => each.documentId)}::uuid[]
    ) as wanted (account_id, document_id)
    join taxation_items using (account_id, document_id)
    order by taxation_item_id
  `.execute(tx);
  return rows;
}

/** Taxes of invoices and debit memos that have just been made. */
export const saveTaxationItems = (
  tx: Transaction,
  taxes: readonly PlacedTax[],
  author: Author,
): Promise<void> =>
  insertRows(
    tx,
    "taxation_items",
    COLUMNS,
    taxes.map((placed) => ({
      ...fromTax(placed, author),
      balance: placed.tax.balance,
      unapplied_amount: ZERO,
      refund_amount: ZERO,
      source_tax_item_id: placed.tax.sourceTaxItemId ?? null,
    })),
  );

/** Taxes of credit memos that have just been made, as they are after what was applied of them. */
export const saveCreditTaxationItems = (
  tx: Transaction,
  taxes: readonly PlacedCreditTax[],
  author: Author,
): Promise<void> =>
  insertRows(
    tx,
    "taxation_items",
    COLUMNS,
    taxes.map((placed) => ({
      ...fromTax(placed, author),
      balance: ZERO,
      unapplied_amount: placed.tax.unappliedAmount,
      refund_amount: placed.tax.refundAmount,
      source_tax_item_id: placed.tax.sourceTaxItemId,
    })),
  );

/** What is owed of taxes after something was applied to them. */
export const saveTaxBalances = (
  tx: Transaction,
  taxes: readonly PlacedTax[],
  { userId, now }: Author,
): Promise<void> =>
  updateRows(
    tx,
    "taxation_items",
    { keys: KEYS, sets: { balance: "numeric", ...UPDATED } },
    taxes.map((placed) => ({
      ...keysOf(placed),
      balance: placed.tax.balance,
      updated_by_id: userId,
      updated_at: now,
    })),
  );

/** What is left of credited taxes after something was applied or refunded of them. */
export const saveCreditTaxUse = (
  tx: Transaction,
  taxes: readonly PlacedCreditTax[],
  { userId, now }: Author,
): Promise<void> =>
  updateRows(
    tx,
    "taxation_items",
    { keys: KEYS, sets: { unapplied_amount: "numeric", refund_amount: "numeric", ...UPDATED } },
    taxes.map((placed) => ({
      ...keysOf(placed),
      unapplied_amount: placed.tax.unappliedAmount,
      refund_amount: placed.tax.refundAmount,
      updated_by_id: userId,
      updated_at: now,
    })),
  );

/** Those of a draft that is made anew, or of a document that goes with them. */
export async function deleteTaxationItems(
  tx: Transaction,
  { accountId, documentId }: Document,
): Promise<void> {
  await sql`
    delete from taxation_items
    where account_id = ${accountId}::uuid and document_id = ${documentId}::uuid
  `.execute(tx);
}

export type TaxationRow = {
  item_id: string;
  taxation_item_id: string;
  name: string;
  tax_code: string | null;
  tax_code_description: string | null;
  tax_date: PlainDate | null;
  tax_rate: string;
  tax_rate_type: TaxDetails["taxRateType"];
  tax_rate_description: string | null;
  jurisdiction: string | null;
  location_code: string | null;
  exempt_amount: string;
  tax_amount: string;
  balance: string;
  unapplied_amount: string;
  refund_amount: string;
  source_tax_item_id: string | null;
  service_start: PlainDate | null;
  service_end: PlainDate | null;
  taxable_amount: string | null;
  custom_fields: CustomFields;
  finance_information: TaxFinance | null;
};

export const toTaxDetails = (row: TaxationRow): TaxDetails => ({
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
  ...(row.service_start &&
    row.service_end && { service: { start: row.service_start, end: row.service_end } }),
  ...(row.taxable_amount !== null && { taxableAmount: decimal(row.taxable_amount) }),
  ...(row.finance_information && { financeInformation: row.finance_information }),
});

const idsOf = (row: TaxationRow) => ({
  taxationItemId: row.taxation_item_id,
  taxAmount: decimal(row.tax_amount),
});

function toCreditTaxationItem(row: TaxationRow): CreditTaxationItem {
  const unappliedAmount = decimal(row.unapplied_amount);
  const refundAmount = decimal(row.refund_amount);
  return {
    ...toTaxDetails(row),
    ...idsOf(row),
    ...toItemFields(row),
    sourceTaxItemId: row.source_tax_item_id,
    appliedAmount: decimal(row.tax_amount).minus(unappliedAmount).minus(refundAmount),
    unappliedAmount,
    refundAmount,
  };
}

const keysOf = ({ accountId, documentId, itemId, tax }: PlacedTax | PlacedCreditTax) => ({
  account_id: accountId,
  document_id: documentId,
  item_id: itemId,
  taxation_item_id: tax.taxationItemId,
});

const fromTax = (placed: PlacedTax | PlacedCreditTax, { userId, now }: Author) => ({
  ...keysOf(placed),
  document_type: placed.documentType,
  name: placed.tax.name,
  tax_code: placed.tax.taxCode,
  tax_code_description: placed.tax.taxCodeDescription,
  tax_date: placed.tax.taxDate,
  tax_rate: placed.tax.taxRate,
  tax_rate_type: placed.tax.taxRateType,
  tax_rate_description: placed.tax.taxRateDescription,
  jurisdiction: placed.tax.jurisdiction,
  location_code: placed.tax.locationCode,
  exempt_amount: placed.tax.exemptAmount,
  tax_amount: placed.tax.taxAmount,
  service_start: placed.tax.service?.start ?? null,
  service_end: placed.tax.service?.end ?? null,
  taxable_amount: placed.tax.taxableAmount ?? null,
  custom_fields: placed.tax.customFields ?? NO_FIELDS,
  finance_information: placed.tax.financeInformation ?? null,
  created_by_id: userId,
  created_at: now,
  updated_by_id: userId,
  updated_at: now,
});

const KEYS = {
  account_id: "uuid",
  document_id: "uuid",
  item_id: "uuid",
  taxation_item_id: "uuid",
} as const satisfies Columns;

const UPDATED = { updated_by_id: "uuid", updated_at: "timestamptz" } as const satisfies Columns;

const COLUMNS = {
  ...KEYS,
  ...UPDATED,
  document_type: "text",
  name: "text",
  tax_code: "text",
  tax_code_description: "text",
  tax_date: "date",
  tax_rate: "numeric",
  tax_rate_type: "text",
  tax_rate_description: "text",
  jurisdiction: "text",
  location_code: "text",
  exempt_amount: "numeric",
  tax_amount: "numeric",
  balance: "numeric",
  unapplied_amount: "numeric",
  refund_amount: "numeric",
  source_tax_item_id: "uuid",
  service_start: "date",
  service_end: "date",
  taxable_amount: "numeric",
  custom_fields: "jsonb",
  finance_information: "jsonb",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;
