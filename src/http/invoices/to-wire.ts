import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { FinanceFields } from "#engine/model/order-line-item.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { InvoiceItemPage } from "#store/invoice-item-pages.ts";
import type { ApplicationPart, InvoicePage } from "#store/invoice-pages.ts";
import type { InvoiceTaxPage } from "#store/invoice-tax-pages.ts";
import { commitmentOf } from "../commitments/ids.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type * as contract from "./contract.ts";

type Invoice = Result<typeof contract.getInvoice>;

export function toInvoice(invoice: InvoicePage, timeZone: string): Invoice {
  const { invoiceId, amount, createdAt, updatedAt, postedAt } = invoice;
  return {
    accountId: invoice.accountId,
    ...NOT_KEPT,
    ...shownFields("Invoice", invoice.customFields),
    amount,
    amountWithoutTax: amount.minus(invoice.taxAmount),
    autoPay: invoice.autoPay,
    balance: invoice.balance,
    billRunId: invoice.billRunId,
    billToContactId: invoice.billToContactId,
    billToContactSnapshotId: invoice.billToContactSnapshotId,
    sequenceSetId: invoice.sequenceSetId,
    comments: invoice.comments ?? "",
    createdById: invoice.createdById,
    createdDate: timestamp(createdAt, timeZone),
    creditMemoAmount: invoice.creditMemoAmount,
    currency: invoice.currency,
    discount: invoice.discount,
    dueDate: invoice.dueDate,
    id: invoiceId,
    includesOneTime: invoice.includesOneTime,
    includesRecurring: invoice.includesRecurring,
    includesUsage: invoice.includesUsage,
    invoiceDate: invoice.invoiceDate,
    invoiceNumber: invoice.invoiceNumber,
    lastEmailSentDate: invoice.lastEmailedAt && timestamp(invoice.lastEmailedAt, timeZone),
    organizationLabel: invoice.organizationLabel,
    paymentAmount: invoice.paymentAmount,
    paymentTerm: invoice.paymentTerm,
    postedBy: invoice.postedById,
    postedDate: postedAt && dayOf(postedAt, timeZone),
    reversed: invoice.isReversed,
    soldToContactId: invoice.soldToContactId,
    soldToContactSnapshotId: invoice.soldToContactSnapshotId,
    source: invoice.source,
    sourceId: invoice.sourceId,
    sourceType: invoice.sourceType,
    status: invoice.status,
    targetDate: invoice.sourceType === "Standalone" ? null : invoice.targetDate,
    taxAmount: invoice.taxAmount,
    taxExemptAmount: invoice.taxExemptAmount,
    taxMessage: invoice.taxMessage,
    taxStatus: invoice.taxStatus,
    transferredToAccounting: invoice.transferredToAccounting,
    updatedById: invoice.updatedById,
    updatedDate: timestamp(updatedAt, timeZone),
  };
}

const NOT_KEPT = {
  adjustmentAmount: ZERO,
  creditBalanceAdjustmentAmount: ZERO,
  einvoiceErrorCode: null,
  einvoiceErrorMessage: null,
  einvoiceFileId: null,
  einvoiceStatus: null,
  invoiceGroupNumber: null,
  refundAmount: ZERO,
  templateId: null,
} as const;

const dayOf = (instant: Date, timeZone: string): PlainDate =>
  timestamp(instant, timeZone).slice(0, 10) as PlainDate;

type InvoiceItem = Result<typeof contract.listInvoiceItems>["invoiceItems"][number];

export function toInvoiceItem(item: InvoiceItemPage, timeZone: string): InvoiceItem {
  const { lineItem } = item;
  const finance: FinanceFields = lineItem?.finance ?? {};
  const details = textsOf(item);
  return {
    ...shownFields("InvoiceItem", item.customFields),
    ...codesOf(finance, details),
    appliedToItemId: item.appliedToItemId,
    availableToCreditAmount: item.availableToCreditAmount,
    balance: item.balance,
    bookingReference: details.bookingReference ?? null,
    chargeAmount: item.amount,
    chargeDate: details.chargeDate ?? timestamp(item.createdAt, timeZone),
    chargeDescription: lineItem?.description ?? item.chargeDescription ?? "",
    chargeId: item.chargeId,
    chargeName: item.chargeName,
    chargeNumber: item.chargeNumber,
    chargeType: item.chargeType,
    description: details.description ?? "",
    excludeItemBillingFromRevenueAccounting:
      item.details?.excludeItemBillingFromRevenueAccounting === true,
    ...commitmentOf(item),
    id: item.invoiceItemId,
    invoiceScheduleId: item.invoiceScheduleId,
    invoiceScheduleItemId: item.invoiceScheduleItemId,
    itemType: lineItem?.itemType ?? details.itemType ?? null,
    numberOfDeliveries: item.numberOfDeliveries,
    processingType: item.processingType,
    productName: item.productName,
    productRatePlanChargeId: item.productRatePlanChargeId,
    purchaseOrderNumber: lineItem?.purchaseOrderNumber ?? details.purchaseOrderNumber ?? null,
    quantity: item.quantity,
    revRecCode: details.revRecCode ?? null,
    revRecTriggerCondition: details.revRecTriggerCondition ?? null,
    revenueRecognitionRuleName:
      finance.revenueRecognitionRule ?? details.revenueRecognitionRuleName ?? null,
    serviceEndDate: item.serviceEndDate,
    serviceStartDate: item.serviceStartDate,
    sku: details.sku ?? item.sku,
    soldToContactId: item.soldToContactId,
    soldToContactSnapshotId: item.soldToContactSnapshotId,
    sourceItemType: sourceItemTypeOf(item),
    subscriptionId: item.subscriptionId,
    subscriptionName: item.subscriptionNumber,
    taxAmount: item.taxAmount,
    taxCode: item.taxCode,
    taxMode: item.taxMode,
    taxationItems: { data: item.taxes.map(toTaxationItem) },
    unitOfMeasure: item.unitOfMeasure ?? "",
    unitPrice: item.unitPrice,
  };
}

const CODES = [
  "accountingCode",
  "adjustmentLiabilityAccountingCode",
  "adjustmentRevenueAccountingCode",
  "contractAssetAccountingCode",
  "contractLiabilityAccountingCode",
  "contractRecognizedRevenueAccountingCode",
  "deferredRevenueAccountingCode",
  "recognizedRevenueAccountingCode",
  "unbilledReceivablesAccountingCode",
] as const;

/** Of a line item what its order says, else what a person has said of the item. */
const codesOf = (finance: FinanceFields, details: Readonly<Record<string, string>>) =>
  Object.fromEntries(CODES.map((name) => [name, finance[name] ?? details[name] ?? null])) as Record<
    (typeof CODES)[number],
    string | null
  >;

/** What a person has said of it, as far as it is text. */
const textsOf = ({ details }: InvoiceItemPage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(details ?? {}).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );

export function toTaxationItem(page: InvoiceTaxPage): InvoiceItem["taxationItems"]["data"][number] {
  const {
    balance,
    exemptAmount,
    taxationItemId: id,
    service: _,
    taxableAmount: __,
    customFields = {},
    financeInformation: ___,
    ...tax
  } = page.tax;
  const { availableToCreditAmount, creditAmount, paymentAmount } = page;
  return {
    ...tax,
    ...shownFields("TaxationItem", customFields),
    availableToCreditAmount,
    balance,
    creditAmount,
    exemptAmount,
    id,
    paymentAmount,
  };
}

function sourceItemTypeOf({
  processingType,
  lineItem,
  isStandalone,
  productRatePlanChargeId,
}: InvoiceItemPage): InvoiceItem["sourceItemType"] {
  if (processingType === "Rounding") return "Rounding";
  if (isStandalone) return productRatePlanChargeId === null ? "None" : "ProductRatePlanCharge";
  return lineItem ? "OrderLineItem" : "SubscriptionComponent";
}

type Part = Result<typeof contract.listInvoiceApplicationParts>["applicationParts"][number];

export const toApplicationPart = (part: ApplicationPart, timeZone: string): Part => ({
  appliedAmount: part.amount,
  createdById: part.createdById,
  createdDate: timestamp(part.createdAt, timeZone),
  creditMemoId: part.sourceType === "CreditMemo" ? part.sourceId : null,
  paymentId: part.sourceType === "Payment" ? part.sourceId : null,
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
