import type { FinanceFields } from "#engine/model/order-line-item.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { InvoiceItemPage } from "#store/invoice-item-pages.ts";
import type { ApplicationPart, InvoicePage } from "#store/invoice-pages.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type * as contract from "./contract.ts";

type Invoice = Result<typeof contract.getInvoice>;

export function toInvoice(invoice: InvoicePage, timeZone: string): Invoice {
  const { invoiceId, amount, createdAt, updatedAt, postedAt } = invoice;
  return {
    accountId: invoice.accountId,
    ...NO_PAYMENTS_OR_TAXES,
    amount,
    amountWithoutTax: amount,
    autoPay: invoice.autoPay,
    balance: invoice.balance,
    billRunId: invoice.billRunId,
    billToContactId: invoice.billToContactId,
    comments: invoice.comments ?? "",
    createdById: invoice.createdById,
    createdDate: timestamp(createdAt, timeZone),
    creditMemoAmount: invoice.creditMemoAmount,
    currency: invoice.currency,
    dueDate: invoice.dueDate,
    id: invoiceId,
    includesOneTime: invoice.includesOneTime,
    includesRecurring: invoice.includesRecurring,
    includesUsage: false,
    invoiceDate: invoice.invoiceDate,
    invoiceNumber: invoice.invoiceNumber,
    organizationLabel: invoice.organizationLabel,
    paymentTerm: invoice.paymentTerm,
    postedBy: invoice.postedById,
    postedDate: postedAt && dayOf(postedAt, timeZone),
    reversed: invoice.isReversed,
    source: invoice.source,
    sourceId: invoice.sourceId,
    sourceType: invoice.sourceType,
    status: invoice.status,
    targetDate: invoice.targetDate,
    updatedById: invoice.updatedById,
    updatedDate: timestamp(updatedAt, timeZone),
  };
}

const NO_PAYMENTS_OR_TAXES = {
  adjustmentAmount: ZERO,
  billToContactSnapshotId: null,
  creditBalanceAdjustmentAmount: ZERO,
  discount: ZERO,
  einvoiceErrorCode: null,
  einvoiceErrorMessage: null,
  einvoiceFileId: null,
  einvoiceStatus: null,
  invoiceGroupNumber: null,
  lastEmailSentDate: null,
  paymentAmount: ZERO,
  refundAmount: ZERO,
  sequenceSetId: null,
  soldToContactId: null,
  soldToContactSnapshotId: null,
  taxAmount: ZERO,
  taxExemptAmount: ZERO,
  taxMessage: null,
  taxStatus: null,
  templateId: null,
  transferredToAccounting: null,
} as const;

const dayOf = (instant: Date, timeZone: string): PlainDate =>
  timestamp(instant, timeZone).slice(0, 10) as PlainDate;

type InvoiceItem = Result<typeof contract.listInvoiceItems>["invoiceItems"][number];

export function toInvoiceItem(item: InvoiceItemPage, timeZone: string): InvoiceItem {
  const { lineItem } = item;
  const finance: FinanceFields = lineItem?.finance ?? {};
  return {
    accountingCode: finance.accountingCode ?? null,
    appliedToItemId: item.appliedToItemId,
    availableToCreditAmount: item.availableToCreditAmount,
    balance: item.balance,
    bookingReference: null,
    chargeAmount: item.amount,
    chargeDate: timestamp(item.createdAt, timeZone),
    chargeDescription: lineItem?.description ?? item.chargeDescription ?? "",
    chargeId: item.chargeId,
    chargeName: item.chargeName,
    chargeNumber: item.chargeNumber,
    chargeType: item.chargeType,
    deferredRevenueAccountingCode: finance.deferredRevenueAccountingCode ?? null,
    description: "",
    excludeItemBillingFromRevenueAccounting: false,
    id: item.invoiceItemId,
    invoiceScheduleId: null,
    invoiceScheduleItemId: null,
    itemType: lineItem?.itemType ?? null,
    numberOfDeliveries: null,
    processingType: item.processingType,
    productName: item.productName,
    productRatePlanChargeId: item.productRatePlanChargeId,
    purchaseOrderNumber: lineItem?.purchaseOrderNumber ?? null,
    quantity: item.quantity,
    recognizedRevenueAccountingCode: finance.recognizedRevenueAccountingCode ?? null,
    revenueRecognitionRuleName: finance.revenueRecognitionRule ?? null,
    serviceEndDate: item.serviceEndDate,
    serviceStartDate: item.serviceStartDate,
    sku: item.sku,
    soldToContactId: item.soldToContactId,
    soldToContactSnapshotId: null,
    sourceItemType: sourceItemTypeOf(item),
    subscriptionId: item.subscriptionId,
    subscriptionName: item.subscriptionNumber,
    taxAmount: ZERO,
    taxCode: null,
    taxMode: null,
    taxationItems: { data: [] },
    unitOfMeasure: item.unitOfMeasure ?? "",
    unitPrice: item.unitPrice,
  };
}

function sourceItemTypeOf({
  processingType,
  lineItem,
}: InvoiceItemPage): InvoiceItem["sourceItemType"] {
  if (processingType === "Rounding") return "Rounding";
  return lineItem ? "OrderLineItem" : "SubscriptionComponent";
}

type Part = Result<typeof contract.listInvoiceApplicationParts>["applicationParts"][number];

export const toApplicationPart = (part: ApplicationPart, timeZone: string): Part => ({
  appliedAmount: part.amount,
  createdById: part.createdById,
  createdDate: timestamp(part.createdAt, timeZone),
  creditMemoId: part.creditMemoId,
  paymentId: null,
  updatedById: part.createdById,
  updatedDate: timestamp(part.updatedAt, timeZone),
});

type InvoiceOfAccount = Result<typeof contract.listInvoicesOfAccount>["invoices"][number];

/** @param baseUrl  the host that the caller used: it follows the links */
export const toInvoiceOfAccount = (invoice: InvoicePage, baseUrl: string): InvoiceOfAccount => ({
  id: invoice.invoiceId,
  accountId: invoice.accountId,
  accountNumber: invoice.accountNumber,
  accountName: invoice.accountName,
  invoiceDate: invoice.invoiceDate,
  invoiceNumber: invoice.invoiceNumber,
  dueDate: invoice.dueDate,
  invoiceTargetDate: invoice.targetDate,
  amount: invoice.amount,
  balance: invoice.balance,
  creditBalanceAdjustmentAmount: ZERO,
  createdBy: invoice.createdById,
  status: invoice.status,
  reversed: invoice.isReversed,
  body: null,
  invoiceItems: `${baseUrl}/v1/invoices/${invoice.invoiceId}/items`,
  invoiceFiles: `${baseUrl}/v1/invoices/${invoice.invoiceId}/files`,
});
