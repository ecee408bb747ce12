import type { ChargeType } from "#engine/model/charge.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type {
  Invoice,
  InvoiceItem,
  InvoiceStatus,
  NewInvoice,
  ProcessingType,
  TaxationItem,
  TaxStatus,
} from "#engine/model/document.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import {
  DOCUMENT_ITEM_COLUMNS,
  fromDocumentItem,
  type ItemTaxRow,
  taxStatusOf,
  toItemTax,
} from "./document-item-rows.ts";
import type { Columns } from "./insert-rows.ts";

/** Who writes a document and when: the rest of its row. */
export type Authorship = {
  readonly userId: string;
  /** ISO instant. */
  readonly now: string;
  readonly billRunId: string | null;
  /** The order that makes a document; null for all that an order does not make. */
  readonly orderId: string | null;
};

export type InvoiceRow = {
  account_id: string;
  invoice_id: string;
  invoice_number: string;
  status: InvoiceStatus;
  currency: string;
  invoice_date: PlainDate;
  bill_to_contact_id: string | null;
  amount: string;
  tax_amount: string;
  is_taxed: boolean;
  tax_status: TaxStatus | null;
  tax_message: string | null;
  balance: string;
};

export type InvoiceItemRow = {
  invoice_id: string;
  invoice_item_id: string;
  processing_type: ProcessingType;
  subscription_id: string | null;
  subscription_number: string | null;
  charge_id: string | null;
  charge_number: string | null;
  product_rate_plan_charge_id: string | null;
  charge_name: string;
  charge_type: ChargeType | null;
  service_start: PlainDate;
  service_end: PlainDate;
  quantity: string;
  unit_price: string;
  unit_of_measure: string | null;
  amount: string;
  balance: string;
  applied_to_item_id: string | null;
} & ItemTaxRow;

export const toInvoice = (
  row: InvoiceRow,
  items: readonly InvoiceItemRow[],
  taxes: ReadonlyMap<string, readonly TaxationItem[]>,
): Invoice => ({
  documentType: "Invoice",
  invoiceId: row.invoice_id,
  invoiceNumber: row.invoice_number,
  accountId: row.account_id,
  currency: row.currency,
  status: row.status,
  invoiceDate: row.invoice_date,
  billToContactId: row.bill_to_contact_id,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  balance: decimal(row.balance),
  ...(row.tax_status === "Error" && { taxError: row.tax_message ?? "" }),
  items: items.map((item) => toInvoiceItem(item, taxes.get(item.invoice_item_id) ?? [])),
});

export const toInvoiceItem = (
  row: InvoiceItemRow,
  taxationItems: readonly TaxationItem[],
): InvoiceItem => ({
  invoiceItemId: row.invoice_item_id,
  processingType: row.processing_type,
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  chargeId: row.charge_id,
  chargeNumber: row.charge_number,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  chargeName: row.charge_name,
  chargeType: row.charge_type,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  amount: decimal(row.amount),
  balance: decimal(row.balance),
  appliedToItemId: row.applied_to_item_id,
  taxationItems,
  ...toItemTax(row),
});

export const INVOICE_COLUMNS = {
  account_id: "uuid",
  invoice_id: "uuid",
  invoice_number: "text",
  status: "text",
  currency: "text",
  invoice_date: "date",
  due_date: "date",
  target_date: "date",
  amount: "numeric",
  tax_amount: "numeric",
  is_taxed: "boolean",
  tax_status: "text",
  tax_message: "text",
  balance: "numeric",
  payment_term: "text",
  bill_to_contact_id: "uuid",
  sold_to_contact_id: "uuid",
  auto_pay: "boolean",
  comments: "text",
  transferred_to_accounting: "text",
  custom_fields: "jsonb",
  includes_one_time: "boolean",
  includes_recurring: "boolean",
  source: "text",
  source_id: "text",
  source_type: "text",
  bill_run_id: "uuid",
  order_id: "uuid",
  posted_by_id: "uuid",
  posted_at: "timestamptz",
  created_by_id: "uuid",
  created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

/** One object for all: what is the same in every row is sent once. */
const NO_FIELDS: CustomFields = {};

export function fromInvoice(invoice: NewInvoice, authorship: Authorship) {
  const { userId, now, billRunId, orderId } = authorship;
  const isPosted = invoice.status === "Posted";
  return {
    account_id: invoice.accountId,
    invoice_id: invoice.invoiceId,
    invoice_number: invoice.invoiceNumber,
    status: invoice.status,
    currency: invoice.currency,
    invoice_date: invoice.invoiceDate,
    due_date: invoice.dueDate,
    target_date: invoice.targetDate,
    amount: invoice.amount,
    tax_amount: invoice.taxAmount,
    is_taxed: invoice.items.some((item) => item.taxationItems.length > 0),
    tax_status: taxStatusOf(invoice),
    tax_message: invoice.taxError ?? null,
    balance: invoice.balance,
    payment_term: invoice.paymentTerm,
    bill_to_contact_id: invoice.billToContactId,
    sold_to_contact_id: invoice.soldToContactId ?? null,
    auto_pay: invoice.autoPay ?? null,
    comments: invoice.comments ?? null,
    transferred_to_accounting: invoice.transferredToAccounting ?? null,
    custom_fields: invoice.customFields ?? NO_FIELDS,
    includes_one_time: invoice.items.some((item) => item.chargeType === "OneTime"),
    includes_recurring: invoice.items.some((item) => item.chargeType === "Recurring"),
    source: invoice.source,
    source_id: invoice.sourceId,
    source_type: invoice.sourceType,
    bill_run_id: billRunId,
    order_id: orderId,
    posted_by_id: isPosted ? userId : null,
    posted_at: isPosted ? now : null,
    created_by_id: userId,
    created_at: now,
    updated_by_id: userId,
    updated_at: now,
  };
}

export const INVOICE_ITEM_COLUMNS = {
  ...DOCUMENT_ITEM_COLUMNS,
  account_id: "uuid",
  invoice_id: "uuid",
  invoice_item_id: "uuid",
  balance: "numeric",
  order_line_item_id: "uuid",
  credited_document_type: "text",
  credited_document_id: "uuid",
  credited_item_id: "uuid",
  details: "jsonb",
} as const satisfies Columns;

export const fromItems = ({ accountId, invoiceId, items }: NewInvoice) =>
  items.map((item) => ({
    ...fromDocumentItem(item),
    account_id: accountId,
    invoice_id: invoiceId,
    invoice_item_id: item.invoiceItemId,
    balance: item.balance,
    order_line_item_id: item.orderLineItemId,
    credited_document_type: item.creditedItem?.documentType ?? null,
    credited_document_id: item.creditedItem?.documentId ?? null,
    credited_item_id: item.creditedItem?.itemId ?? null,
    details: item.details ?? null,
  }));
