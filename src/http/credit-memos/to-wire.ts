import { sum } from "#engine/values/decimal.ts";
import type { CreditMemoItemPage } from "#store/credit-memo-item-pages.ts";
import type { CreditMemoPage } from "#store/credit-memo-pages.ts";
import type { CreditMemoPartPage } from "#store/credit-memo-part-pages.ts";
import { toCreditTaxItem } from "../memos/tax-items-to-wire.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type * as contract from "./contract.ts";

type CreditMemo = Result<typeof contract.getCreditMemo>;

export function toCreditMemo(creditMemo: CreditMemoPage, timeZone: string): CreditMemo {
  const { creditMemoId, creditMemoNumber, createdAt, updatedAt, postedAt } = creditMemo;
  return {
    accountId: creditMemo.accountId,
    accountNumber: creditMemo.accountNumber,
    amount: creditMemo.amount,
    appliedAmount: creditMemo.appliedAmount,
    ...NOT_KEPT,
    ...creditMemo.customFields,
    autoApplyUponPosting: creditMemo.autoApplyUponPosting,
    billToContactId: creditMemo.billToContactId,
    billToContactSnapshotId: creditMemo.billToContactSnapshotId,
    cancelledById: creditMemo.cancelledById,
    cancelledOn: creditMemo.cancelledAt && timestamp(creditMemo.cancelledAt, timeZone),
    comment: creditMemo.comment ?? "",
    createdById: creditMemo.createdById,
    createdDate: timestamp(createdAt, timeZone),
    creditMemoDate: creditMemo.creditMemoDate,
    currency: creditMemo.currency,
    excludeFromAutoApplyRules: creditMemo.excludeFromAutoApplyRules,
    id: creditMemoId,
    number: creditMemoNumber,
    postedById: creditMemo.postedById,
    postedOn: postedAt && timestamp(postedAt, timeZone),
    reasonCode: creditMemo.reasonCode,
    referredInvoiceId: creditMemo.referredInvoiceId,
    refundAmount: creditMemo.refundAmount,
    revenueImpacting: creditMemo.revenueImpacting ?? "Yes",
    reversed: creditMemo.isReversed,
    source: creditMemo.source,
    sourceId: creditMemo.sourceId,
    sourceType: creditMemo.sourceType,
    status: creditMemo.status,
    targetDate: creditMemo.targetDate,
    taxAmount: creditMemo.taxAmount,
    totalTaxExemptAmount: creditMemo.taxExemptAmount,
    taxStatus: creditMemo.isTaxed ? "Complete" : null,
    unappliedAmount: creditMemo.unappliedAmount,
    updatedById: creditMemo.updatedById,
    updatedDate: timestamp(updatedAt, timeZone),
  };
}

const NOT_KEPT = {
  einvoiceErrorCode: null,
  einvoiceErrorMessage: null,
  einvoiceFileId: null,
  einvoiceStatus: null,
  invoiceGroupNumber: null,
  latestPDFFileId: null,
  sequenceSetId: null,
  taxMessage: null,
  transferredToAccounting: null,
} as const;

type CreditMemoItem = Result<typeof contract.getCreditMemoItem>;

export function toCreditMemoItem(item: CreditMemoItemPage, timeZone: string): CreditMemoItem {
  const taxes = sum(item.taxationItems.map((tax) => tax.taxAmount));
  return {
    amount: item.taxMode === "TaxInclusive" ? item.amount.plus(taxes) : item.amount,
    amountWithoutTax: item.amount,
    appliedAmount: item.appliedAmount,
    appliedToItemId: item.appliedToItemId,
    comment: item.comment ?? "",
    createdById: item.createdById,
    createdDate: timestamp(item.createdAt, timeZone),
    creditFromItemId: item.creditFromItemId,
    creditFromItemSource: item.creditFromItemSource,
    excludeItemBillingFromRevenueAccounting: false,
    financeInformation: toFinanceInformation(item.financeInformation),
    id: item.creditMemoItemId,
    invoiceScheduleId: null,
    invoiceScheduleItemId: null,
    numberOfDeliveries: item.numberOfDeliveries,
    processingType: item.processingType,
    quantity: item.quantity,
    refundAmount: item.refundAmount,
    serviceEndDate: item.serviceEndDate,
    serviceStartDate: item.serviceStartDate,
    sku: item.sku,
    skuName: item.chargeName,
    soldToContactId: item.soldToContactId,
    soldToContactSnapshotId: item.soldToContactSnapshotId,
    sourceItemId: item.sourceItemId,
    sourceItemType: item.sourceItemType,
    subscriptionId: item.subscriptionId,
    taxMode: item.taxMode,
    taxationItems: { data: item.taxationItems.map(toCreditTaxItem) },
    unappliedAmount: item.unappliedAmount,
    unitOfMeasure: item.unitOfMeasure ?? "",
    unitPrice: item.unitPrice,
    updatedById: item.updatedById,
    updatedDate: timestamp(item.updatedAt, timeZone),
  };
}

const toFinanceInformation = (
  codes: CreditMemoItemPage["financeInformation"],
): CreditMemoItem["financeInformation"] => ({
  deferredRevenueAccountingCode: codes?.deferredRevenueAccountingCode ?? null,
  deferredRevenueAccountingCodeType: null,
  onAccountAccountingCode: codes?.onAccountAccountingCode ?? null,
  onAccountAccountingCodeType: null,
  recognizedRevenueAccountingCode: codes?.recognizedRevenueAccountingCode ?? null,
  recognizedRevenueAccountingCodeType: null,
  revenueRecognitionRuleName: codes?.revenueRecognitionRuleName ?? null,
});

type CreditMemoPart = Result<typeof contract.getCreditMemoPart>;

export const toCreditMemoPart = (part: CreditMemoPartPage, timeZone: string): CreditMemoPart => ({
  amount: part.amount,
  createdById: part.createdById,
  createdDate: timestamp(part.createdAt, timeZone),
  debitMemoId: part.debitMemoId,
  id: part.partId,
  invoiceId: part.invoiceId,
  updatedById: part.createdById,
  updatedDate: timestamp(part.updatedAt, timeZone),
});
