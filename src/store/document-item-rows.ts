/** What items of invoices and of credit memos have in common, as both tables name it. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { ItemTax, NewInvoiceItem, TaxStatus } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { decimal, ZERO } from "#engine/values/decimal.ts";
import type { Columns } from "./insert-rows.ts";

export const DOCUMENT_ITEM_COLUMNS = {
  processing_type: "text",
  subscription_id: "uuid",
  subscription_number: "text",
  charge_id: "uuid",
  charge_number: "text",
  segment: "integer",
  product_rate_plan_charge_id: "uuid",
  charge_name: "text",
  charge_type: "text",
  service_start: "date",
  service_end: "date",
  quantity: "numeric",
  unit_price: "numeric",
  unit_of_measure: "text",
  amount: "numeric",
  applied_to_item_id: "uuid",
  derivation: "jsonb",
  tax_code: "text",
  tax_mode: "text",
  included_tax: "numeric",
  custom_fields: "jsonb",
} as const satisfies Columns;

type DocumentItem = Pick<
  NewInvoiceItem,
  | "processingType"
  | "subscriptionId"
  | "subscriptionNumber"
  | "chargeId"
  | "chargeNumber"
  | "productRatePlanChargeId"
  | "chargeName"
  | "chargeType"
  | "service"
  | "quantity"
  | "unitPrice"
  | "unitOfMeasure"
  | "amount"
  | "appliedToItemId"
> & {
  /** Null on a memo that no billing made, as the derivation is. */
  readonly segment: number | null;
  readonly derivation: NewInvoiceItem["derivation"] | null;
  readonly itemTax?: ItemTax;
  readonly customFields?: CustomFields | undefined;
};

/** One object, so that many rows say it once. */
export const NO_FIELDS: CustomFields = {};

/** An object to spread: items that say nothing have no such key. */
export const toItemFields = (row: {
  custom_fields?: CustomFields;
}): { customFields?: CustomFields } =>
  Object.keys(row.custom_fields ?? NO_FIELDS).length > 0 && row.custom_fields
    ? { customFields: row.custom_fields }
    : {};

export const fromDocumentItem = (item: DocumentItem) => ({
  processing_type: item.processingType,
  subscription_id: item.subscriptionId,
  subscription_number: item.subscriptionNumber,
  charge_id: item.chargeId,
  charge_number: item.chargeNumber,
  segment: item.segment,
  product_rate_plan_charge_id: item.productRatePlanChargeId,
  charge_name: item.chargeName,
  charge_type: item.chargeType,
  service_start: item.service.start,
  service_end: item.service.end,
  quantity: item.quantity,
  unit_price: item.unitPrice,
  unit_of_measure: item.unitOfMeasure,
  amount: item.amount,
  applied_to_item_id: item.appliedToItemId,
  derivation: item.derivation,
  tax_code: item.itemTax?.taxCode ?? null,
  tax_mode: item.itemTax?.taxMode ?? "TaxExclusive",
  included_tax: item.itemTax?.includedTax ?? ZERO,
  custom_fields: item.customFields ?? NO_FIELDS,
});

type TaxedDocument = {
  readonly taxError?: string;
  readonly items: readonly {
    readonly itemTax?: ItemTax;
    readonly taxationItems: readonly unknown[];
  }[];
};

/** Null where nothing of a document is taxable. */
export const taxStatusOf = ({ taxError, items }: TaxedDocument): TaxStatus | null => {
  if (taxError !== undefined) return "Error";
  return items.some((item) => item.itemTax || item.taxationItems.length > 0) ? "Complete" : null;
};

/** How an item is taxed, as all tables of items say it. */
export type ItemTaxRow = {
  tax_code: string | null;
  tax_mode: TaxMode;
  included_tax: string;
};

/** An object to spread. */
export const toItemTax = (row: ItemTaxRow): { itemTax?: ItemTax } =>
  row.tax_code !== null
    ? {
        itemTax: {
          taxCode: row.tax_code,
          taxMode: row.tax_mode,
          includedTax: decimal(row.included_tax),
        },
      }
    : {};
