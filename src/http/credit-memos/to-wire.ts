import { ZERO } from "#engine/values/decimal.ts";
import type { CreditMemoItemPage, CreditMemoPage } from "#store/credit-memo-pages.ts";
import type { CreditMemoPartPage } from "#store/credit-memo-part-pages.ts";
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
    billToContactId: creditMemo.billToContactId,
    comment: creditMemo.comment ?? "",
    createdById: creditMemo.createdById,
    createdDate: timestamp(createdAt, timeZone),
    creditMemoDate: creditMemo.creditMemoDate,
    currency: creditMemo.currency,
    id: creditMemoId,
    number: creditMemoNumber,
    postedById: creditMemo.postedById,
    postedOn: postedAt && timestamp(postedAt, timeZone),
    reasonCode: creditMemo.reasonCode,
    referredInvoiceId: creditMemo.referredInvoiceId,
    refundAmount: creditMemo.refundAmount,
    reversed: creditMemo.isReversed,
    source: creditMemo.source,
    sourceId: creditMemo.sourceId,
    sourceType: creditMemo.sourceType,
    status: creditMemo.status,
    targetDate: creditMemo.targetDate,
    unappliedAmount: creditMemo.unappliedAmount,
    updatedById: creditMemo.updatedById,
    updatedDate: timestamp(updatedAt, timeZone),
  };
}

const NOT_KEPT = {
  autoApplyUponPosting: false,
  billToContactSnapshotId: null,
  cancelledById: null,
  cancelledOn: null,
  einvoiceErrorCode: null,
  einvoiceErrorMessage: null,
  einvoiceFileId: null,
  einvoiceStatus: null,
  excludeFromAutoApplyRules: false,
  invoiceGroupNumber: null,
  latestPDFFileId: null,
  sequenceSetId: null,
  taxAmount: ZERO,
  taxMessage: null,
  taxStatus: null,
  totalTaxExemptAmount: ZERO,
  transferredToAccounting: null,
} as const;

type CreditMemoItem = Result<typeof contract.getCreditMemoItem>;

export function toCreditMemoItem(item: CreditMemoItemPage, timeZone: string): CreditMemoItem {
  return {
    amount: item.amount,
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
    numberOfDeliveries: null,
    processingType: item.processingType,
    quantity: item.quantity,
    refundAmount: item.refundAmount,
    serviceEndDate: item.serviceEndDate,
    serviceStartDate: item.serviceStartDate,
    sku: item.sku,
    skuName: item.chargeName,
    soldToContactId: item.soldToContactId,
    soldToContactSnapshotId: null,
    sourceItemId: item.sourceItemId,
    sourceItemType: item.sourceItemType,
    subscriptionId: item.subscriptionId,
    taxMode: "TaxExclusive",
    taxationItems: { data: [] },
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
  debitMemoId: null,
  id: part.partId,
  invoiceId: part.invoiceId,
  updatedById: part.createdById,
  updatedDate: timestamp(part.updatedAt, timeZone),
});
