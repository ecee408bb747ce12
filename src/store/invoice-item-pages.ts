/** Items of invoices as pages show them. */

import type { ChargeType } from "#engine/model/charge.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { deliveriesOf } from "#engine/model/deliveries-of.ts";
import type { Derivation, InvoiceItemDetails, ProcessingType } from "#engine/model/document.ts";
import type { FinanceFields } from "#engine/model/order-line-item.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type Decimal, decimal, sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import { sql, type Transaction } from "./database.ts";
import { findInvoicePage, type InvoicePage } from "./invoice-pages.ts";
import { type InvoiceTaxPage, listTaxesOfItems } from "./invoice-tax-pages.ts";
import { COMMITMENT_OF } from "./memo-item-pages.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type InvoiceItemPage = {
  readonly invoiceItemId: string;
  readonly processingType: ProcessingType;
  readonly subscriptionId: string | null;
  readonly subscriptionNumber: string | null;
  readonly chargeId: string | null;
  readonly chargeNumber: string | null;
  readonly chargeName: string;
  readonly chargeType: ChargeType | null;
  readonly chargeDescription: string | null;
  readonly productRatePlanChargeId: string | null;
  readonly productName: string | null;
  readonly sku: string | null;
  readonly serviceStartDate: PlainDate;
  /** The last day served. */
  readonly serviceEndDate: PlainDate;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  /** Null of what is not priced by delivery. */
  readonly numberOfDeliveries: Decimal | null;
  readonly amount: Decimal;
  readonly balance: Decimal;
  /** The amount less what credit memos were made from it for; what billing credits does not count. */
  readonly availableToCreditAmount: Decimal;
  readonly appliedToItemId: string | null;
  readonly soldToContactId: string | null;
  readonly soldToContactSnapshotId: string | null;
  /** What a person has said of it: of a standalone invoice. */
  readonly details: InvoiceItemDetails | null;
  readonly customFields: CustomFields;
  readonly isStandalone: boolean;
  /** Null of what no invoice schedule has billed. */
  readonly invoiceScheduleId: string | null;
  readonly invoiceScheduleItemId: string | null;
  /** Of what makes up for a commitment; else null. */
  readonly commitmentId: string | null;
  readonly taxAmount: Decimal;
  /** Null where it is not taxable. */
  readonly taxCode: string | null;
  readonly taxMode: TaxMode | null;
  readonly taxes: readonly InvoiceTaxPage[];
  /** What was billed instead of a charge. */
  readonly lineItem: BilledLineItemPage | null;
  /** When the invoice was made. */
  readonly createdAt: Date;
};

/** Of a line item of an order, what an item of a document shows. */
export type BilledLineItemPage = {
  readonly itemType: string | null;
  readonly description: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly finance: FinanceFields;
};

const SOLD_TO = `coalesce(line.sold_to_contact_id, s.sold_to_contact_id, owner.sold_to_contact_id,
  a.sold_to_contact_id)`;

/** Items by charge and service, undefined when there is no such invoice. */
export async function listInvoiceItems(
  tx: Transaction,
  key: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<InvoiceItemPage> | undefined> {
  const invoice = await findInvoicePage(tx, key);
  if (!invoice) return undefined;
  const { rows } = await sql<InvoiceItemRow>`
    select t.*, t.service_end - 1 as service_end_date, p.name as product_name, p.sku,
      c.description as charge_description,
      ${sql.raw(SOLD_TO)} as sold_to_contact_id,
      ${sql.raw(snapshotIdOf(["t.account_id", "t.invoice_id"], SOLD_TO))}
        as sold_to_contact_snapshot_id,
      line.item_type, line.description as item_description, line.purchase_order_number,
      line.finance, ${sql.raw(COMMITMENT_OF)} as commitment_id, t.amount - (
        select coalesce(sum(m.amount), 0)
        from credit_memo_items m join credit_memos d using (account_id, credit_memo_id)
        where m.account_id = t.account_id and m.credit_from_item_id = t.invoice_item_id
          and m.source_item_type = 'InvoiceDetail' and d.status = 'Posted'
      ) as available_to_credit_amount
    from invoice_items t
    join accounts a on a.account_id = t.account_id
    left join subscriptions s
      on s.account_id = t.account_id and s.subscription_id = t.subscription_id
    left join order_line_items line on line.account_id = t.account_id
      and line.order_line_item_id = t.order_line_item_id
    left join accounts owner on owner.account_id = line.owner_account_id
    left join product_rate_plan_charges c
      on c.product_rate_plan_charge_id = t.product_rate_plan_charge_id
    left join product_rate_plans r using (product_rate_plan_id)
    left join products p using (product_id)
    where t.account_id = ${invoice.accountId}::uuid and t.invoice_id = ${invoice.invoiceId}::uuid
    order by t.subscription_number, t.charge_number, t.service_start, t.segment,
      t.invoice_item_id
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const own = rows.slice(0, pageSize);
  const taxes = await listTaxesOfItems(
    tx,
    invoice,
    own.map((row) => row.invoice_item_id),
  );
  const items = own.map((row) => toItemPage(row, invoice, taxes.get(row.invoice_item_id) ?? []));
  return { rows: items, hasMore: rows.length > pageSize };
}

type InvoiceItemRow = {
  tax_code: string | null;
  tax_mode: TaxMode;
  invoice_item_id: string;
  processing_type: ProcessingType;
  subscription_id: string | null;
  subscription_number: string | null;
  charge_id: string | null;
  charge_number: string | null;
  charge_name: string;
  charge_type: ChargeType | null;
  charge_description: string | null;
  product_rate_plan_charge_id: string | null;
  product_name: string | null;
  sku: string | null;
  service_start: PlainDate;
  service_end_date: PlainDate;
  quantity: string;
  unit_price: string;
  unit_of_measure: string | null;
  derivation: Derivation | null;
  amount: string;
  balance: string;
  available_to_credit_amount: string;
  applied_to_item_id: string | null;
  sold_to_contact_id: string | null;
  sold_to_contact_snapshot_id: string | null;
  order_line_item_id: string | null;
  item_type: string | null;
  item_description: string | null;
  purchase_order_number: string | null;
  finance: FinanceFields | null;
  details: InvoiceItemDetails | null;
  custom_fields: CustomFields;
  invoice_schedule_id: string | null;
  invoice_schedule_item_id: string | null;
  commitment_id: string | null;
};

const toItemPage = (
  row: InvoiceItemRow,
  { createdAt, sourceType }: InvoicePage,
  taxes: readonly InvoiceTaxPage[],
): InvoiceItemPage => ({
  details: row.details,
  customFields: row.custom_fields,
  invoiceScheduleId: row.invoice_schedule_id,
  invoiceScheduleItemId: row.invoice_schedule_item_id,
  commitmentId: row.commitment_id,
  isStandalone: sourceType === "Standalone",
  taxAmount: sum(taxes.map(({ tax }) => tax.taxAmount)),
  taxCode: row.tax_code,
  taxMode: row.tax_code === null && taxes.length === 0 ? null : row.tax_mode,
  taxes,
  invoiceItemId: row.invoice_item_id,
  processingType: row.processing_type,
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  chargeId: row.charge_id,
  chargeNumber: row.charge_number,
  chargeName: row.charge_name,
  chargeType: row.charge_type,
  chargeDescription: row.charge_description,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  productName: row.product_name,
  sku: row.sku,
  serviceStartDate: row.service_start,
  serviceEndDate: row.service_end_date,
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  numberOfDeliveries: deliveriesOf(row.derivation),
  amount: decimal(row.amount),
  balance: decimal(row.balance),
  availableToCreditAmount: decimal(row.available_to_credit_amount),
  appliedToItemId: row.applied_to_item_id,
  soldToContactId: row.sold_to_contact_id,
  soldToContactSnapshotId: row.sold_to_contact_snapshot_id,
  lineItem:
    row.order_line_item_id === null
      ? null
      : {
          itemType: row.item_type,
          description: row.item_description,
          purchaseOrderNumber: row.purchase_order_number,
          finance: row.finance ?? {},
        },
  createdAt,
});
