import type { ItemReference } from "#engine/model/document.ts";
import type {
  FinanceFields,
  InlineDiscountType,
  ItemCategory,
  ItemState,
  ItemType,
  OrderLineItem,
  RevenueFlags,
} from "#engine/model/order-line-item.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Columns } from "./insert-rows.ts";

export type LineItemRow = {
  account_id: string;
  order_id: string;
  order_line_item_id: string;
  item_number: string;
  item_category: ItemCategory;
  item_state: ItemState;
  item_name: string;
  item_type: ItemType | null;
  description: string | null;
  quantity: string;
  list_price_per_unit: string;
  amount_per_unit: string;
  inline_discount_type: InlineDiscountType;
  inline_discount_per_unit: string;
  unit_of_measure: string | null;
  transaction_start: PlainDate;
  transaction_end: PlainDate;
  bill_target_date: PlainDate | null;
  bill_to_contact_id: string | null;
  sold_to_contact_id: string | null;
  owner_account_id: string | null;
  product_code: string | null;
  product_rate_plan_charge_id: string | null;
  purchase_order_number: string | null;
  related_subscription_number: string | null;
  original_order_line_item_id: string | null;
  tax_code: string | null;
  tax_mode: TaxMode | null;
  sequence_set_id: string | null;
  finance: FinanceFields;
  revenue: RevenueFlags;
  custom_fields: Record<string, unknown>;
  billed_document_type: ItemReference["documentType"] | null;
  billed_document_id: string | null;
  billed_item_id: string | null;
};

export const toLineItem = (row: LineItemRow): OrderLineItem => ({
  orderLineItemId: row.order_line_item_id,
  itemNumber: row.item_number,
  itemCategory: row.item_category,
  itemState: row.item_state,
  itemName: row.item_name,
  itemType: row.item_type,
  description: row.description,
  quantity: decimal(row.quantity),
  listPricePerUnit: decimal(row.list_price_per_unit),
  amountPerUnit: decimal(row.amount_per_unit),
  inlineDiscountType: row.inline_discount_type,
  inlineDiscountPerUnit: decimal(row.inline_discount_per_unit),
  unitOfMeasure: row.unit_of_measure,
  transaction: { start: row.transaction_start, end: row.transaction_end },
  billTargetDate: row.bill_target_date,
  billToContactId: row.bill_to_contact_id,
  soldToContactId: row.sold_to_contact_id,
  ownerAccountId: row.owner_account_id,
  productCode: row.product_code,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  purchaseOrderNumber: row.purchase_order_number,
  relatedSubscriptionNumber: row.related_subscription_number,
  originalOrderLineItemId: row.original_order_line_item_id,
  taxTerms:
    row.tax_code === null || row.tax_mode === null
      ? null
      : { taxCode: row.tax_code, taxMode: row.tax_mode },
  sequenceSetId: row.sequence_set_id,
  finance: row.finance,
  revenue: row.revenue,
  customFields: row.custom_fields,
});

/** The item that bills it; null while it is not billed. */
export const toBilledItem = (row: LineItemRow): ItemReference | null =>
  row.billed_document_type && row.billed_document_id && row.billed_item_id
    ? {
        accountId: row.account_id,
        documentType: row.billed_document_type,
        documentId: row.billed_document_id,
        itemId: row.billed_item_id,
      }
    : null;

/** What a caller can change, and who did. */
export const CHANGEABLE_COLUMNS = {
  item_state: "text",
  item_number: "text",
  item_name: "text",
  item_type: "text",
  description: "text",
  quantity: "numeric",
  list_price_per_unit: "numeric",
  amount_per_unit: "numeric",
  inline_discount_type: "text",
  inline_discount_per_unit: "numeric",
  unit_of_measure: "text",
  transaction_start: "date",
  transaction_end: "date",
  bill_target_date: "date",
  bill_to_contact_id: "uuid",
  sold_to_contact_id: "uuid",
  owner_account_id: "uuid",
  product_code: "text",
  purchase_order_number: "text",
  related_subscription_number: "text",
  tax_code: "text",
  tax_mode: "text",
  sequence_set_id: "uuid",
  finance: "jsonb",
  revenue: "jsonb",
  custom_fields: "jsonb",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export const NEW_COLUMNS = {
  ...CHANGEABLE_COLUMNS,
  account_id: "uuid",
  order_id: "uuid",
  order_line_item_id: "uuid",
  sequence: "integer",
  item_category: "text",
  product_rate_plan_charge_id: "uuid",
  original_order_line_item_id: "uuid",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;

/** Who writes, and when (an ISO instant). */
export type LineItemAuthor = { readonly userId: string; readonly now: string };

export const fromLineItem = (item: OrderLineItem, { userId, now }: LineItemAuthor) => ({
  item_state: item.itemState,
  item_number: item.itemNumber,
  item_name: item.itemName,
  item_type: item.itemType,
  description: item.description,
  quantity: item.quantity,
  list_price_per_unit: item.listPricePerUnit,
  amount_per_unit: item.amountPerUnit,
  inline_discount_type: item.inlineDiscountType,
  inline_discount_per_unit: item.inlineDiscountPerUnit,
  unit_of_measure: item.unitOfMeasure,
  transaction_start: item.transaction.start,
  transaction_end: item.transaction.end,
  bill_target_date: item.billTargetDate,
  bill_to_contact_id: item.billToContactId,
  sold_to_contact_id: item.soldToContactId,
  owner_account_id: item.ownerAccountId,
  product_code: item.productCode,
  purchase_order_number: item.purchaseOrderNumber,
  related_subscription_number: item.relatedSubscriptionNumber,
  tax_code: item.taxTerms?.taxCode ?? null,
  tax_mode: item.taxTerms?.taxMode ?? null,
  sequence_set_id: item.sequenceSetId ?? null,
  finance: item.finance,
  revenue: item.revenue ?? {},
  custom_fields: item.customFields,
  updated_by_id: userId,
  updated_at: now,
});
