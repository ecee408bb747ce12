/** What a billing preview says of items beyond what billing decides. */
import type { ChargeType } from "#engine/model/charge.ts";
import { deliveriesOf } from "#engine/model/deliveries-of.ts";
import type { Derivation, ProcessingType } from "#engine/model/document.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** An item of an invoice or credit memo that would come, or that is a draft. */
export type PreviewItem = {
  readonly itemId: string;
  /** Null, with the number and the charge, of an order line item. */
  readonly subscriptionId: string | null;
  readonly subscriptionNumber: string | null;
  /** Of the charge's first version: what stays the same. */
  readonly originalChargeId: string | null;
  readonly chargeNumber: string | null;
  /** Null of what a charge is billed. */
  readonly orderLineItemNumber: string | null;
  readonly chargeName: string;
  readonly chargeDescription: string;
  readonly chargeType: ChargeType;
  readonly productRatePlanChargeId: string | null;
  readonly processingType: ProcessingType;
  readonly appliedToItemId: string | null;
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** Null of what is not priced by delivery. */
  readonly numberOfDeliveries: Decimal | null;
  readonly unitOfMeasure: string;
  /** Without tax; positive on a credit memo that gives back. */
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  readonly productName: string;
  readonly sku: string;
  readonly createdAt: Temporal.Instant | Date;
};

export type ProductOfCharge = { readonly productName: string; readonly sku: string };

/** The products of product rate plan charges, by the id of the charge. */
export async function listProductsOfCharges(
  tx: Transaction,
  productRatePlanChargeIds: readonly string[],
): Promise<Map<string, ProductOfCharge>> {
  if (productRatePlanChargeIds.length === 0) return new Map();
  const { rows } = await sql<{ charge_id: string; name: string; sku: string }>`
    select product_rate_plan_charge_id as charge_id, products.name, products.sku
    from product_rate_plan_charges
      join product_rate_plans using (product_rate_plan_id)
      join products using (product_id)
    where product_rate_plan_charge_id = any (${[...productRatePlanChargeIds]}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.charge_id, { productName: row.name, sku: row.sku }]));
}

export type DraftItems = {
  readonly invoiceItems: readonly PreviewItem[];
  readonly creditMemoItems: readonly PreviewItem[];
};

/** Items of the account's drafts that were billed for charges and order line items. */
export async function listDraftItems(tx: Transaction, accountId: string): Promise<DraftItems> {
  const invoiceItems = await sql<DraftItemRow>`
    select items.invoice_item_id as item_id, ${ITEM_COLUMNS}, invoices.created_at,
      ${taxOfItem("invoice")} as tax_amount
    from invoices join invoice_items items using (account_id, invoice_id) ${CHARGE_AND_PRODUCT}
      left join order_line_items line_items on line_items.account_id = items.account_id
        and line_items.order_line_item_id = items.order_line_item_id
    where items.account_id = ${accountId}::uuid and invoices.status = 'Draft'
    and (items.charge_id is not null or line_items.order_line_item_id is not null)
    order by items.subscription_number, service_start, item_id
  `.execute(tx);
  const creditMemoItems = await sql<DraftItemRow>`
    select items.credit_memo_item_id as item_id, ${ITEM_COLUMNS}, credit_memos.created_at,
      ${taxOfItem("credit_memo")} as tax_amount
    from credit_memos join credit_memo_items items using (account_id, credit_memo_id)
      ${CHARGE_AND_PRODUCT}
      left join order_line_items line_items on line_items.account_id = items.account_id
        and items.source_item_type = 'OrderLineItem'
        and line_items.order_line_item_id = items.source_item_id
    where items.account_id = ${accountId}::uuid and credit_memos.status = 'Draft'
    and (items.charge_id is not null or line_items.order_line_item_id is not null)
    order by items.subscription_number, service_start, item_id
  `.execute(tx);
  return {
    invoiceItems: invoiceItems.rows.map(toPreviewItem),
    creditMemoItems: creditMemoItems.rows.map(toPreviewItem),
  };
}

/** The taxes of a row of `items`, together. */
export const taxOfItem = (document: "invoice" | "credit_memo") => sql`
  coalesce((
    select sum(taxes.tax_amount) from taxation_items taxes
    where taxes.account_id = items.account_id
    and taxes.document_id = ${sql.ref(`items.${document}_id`)}
    and taxes.item_id = ${sql.ref(`items.${document}_item_id`)}
  ), 0)`;

const ITEM_COLUMNS = sql`
  items.subscription_id, items.subscription_number, coalesce(charges.original_charge_id, items.charge_id) as original_charge_id,
  items.charge_number, items.charge_name, line_items.item_number,
  coalesce(charges.description, line_items.description) as description, items.charge_type,
  items.product_rate_plan_charge_id,
  items.processing_type, items.applied_to_item_id, items.service_start, items.service_end,
  items.quantity, items.derivation, items.unit_of_measure, items.amount, products.name as product_name, products.sku`;

const CHARGE_AND_PRODUCT = sql`
  left join rate_plan_charges charges using (account_id, subscription_id, charge_id)
  left join product_rate_plan_charges product_charges
    on product_charges.product_rate_plan_charge_id = items.product_rate_plan_charge_id
  left join product_rate_plans using (product_rate_plan_id)
  left join products using (product_id)`;

type DraftItemRow = {
  item_id: string;
  subscription_id: string | null;
  subscription_number: string | null;
  original_charge_id: string | null;
  charge_number: string | null;
  item_number: string | null;
  charge_name: string;
  description: string | null;
  charge_type: ChargeType;
  product_rate_plan_charge_id: string | null;
  processing_type: ProcessingType;
  applied_to_item_id: string | null;
  service_start: PlainDate;
  service_end: PlainDate;
  quantity: string;
  derivation: Derivation | null;
  unit_of_measure: string | null;
  amount: string;
  tax_amount: string;
  product_name: string | null;
  sku: string | null;
  created_at: Date;
};

const toPreviewItem = (row: DraftItemRow): PreviewItem => ({
  itemId: row.item_id,
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  originalChargeId: row.original_charge_id,
  chargeNumber: row.charge_number,
  orderLineItemNumber: row.item_number,
  chargeName: row.charge_name,
  chargeDescription: row.description ?? "",
  chargeType: row.charge_type,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  processingType: row.processing_type,
  appliedToItemId: row.applied_to_item_id,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  numberOfDeliveries: deliveriesOf(row.derivation),
  unitOfMeasure: row.unit_of_measure ?? "",
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  productName: row.product_name ?? "",
  sku: row.sku ?? "",
  createdAt: row.created_at,
});
