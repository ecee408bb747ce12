import { sum } from "#engine/values/decimal.ts";
import type { DebitMemoItemPage } from "#store/debit-memo-item-pages.ts";
import type { DebitMemoPage, DebitMemoPart } from "#store/debit-memo-pages.ts";
import { toDebitTaxItem } from "../memos/tax-items-to-wire.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type * as contract from "./contract.ts";

export function toDebitMemo(
  memo: DebitMemoPage,
  timeZone: string,
): Result<typeof contract.getDebitMemo> {
  return {
    accountId: memo.accountId,
    accountNumber: memo.accountNumber,
    amount: memo.amount,
    ...NOT_KEPT,
    ...memo.customFields,
    autoPay: memo.autoPay,
    balance: memo.balance,
    beAppliedAmount: memo.amount.minus(memo.balance),
    billToContactId: memo.billToContactId,
    billToContactSnapshotId: memo.billToContactSnapshotId,
    cancelledById: memo.cancelledById,
    cancelledOn: memo.cancelledAt && timestamp(memo.cancelledAt, timeZone),
    comment: memo.comment ?? "",
    createdById: memo.createdById,
    createdDate: timestamp(memo.createdAt, timeZone),
    currency: memo.currency,
    debitMemoDate: memo.debitMemoDate,
    dueDate: memo.dueDate,
    id: memo.debitMemoId,
    number: memo.debitMemoNumber,
    paymentTerm: memo.paymentTerm,
    postedById: memo.postedById,
    postedOn: memo.postedAt && timestamp(memo.postedAt, timeZone),
    reasonCode: memo.reasonCode,
    referredCreditMemoId: memo.referredCreditMemoId,
    referredInvoiceId: memo.referredInvoiceId,
    sourceType: memo.sourceType,
    status: memo.status,
    targetDate: memo.targetDate,
    taxAmount: memo.taxAmount,
    totalTaxExemptAmount: memo.taxExemptAmount,
    taxStatus: memo.isTaxed ? "Complete" : null,
    updatedById: memo.updatedById,
    updatedDate: timestamp(memo.updatedAt, timeZone),
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

export function toDebitMemoItem(
  item: DebitMemoItemPage,
  timeZone: string,
): Result<typeof contract.getDebitMemoItem> {
  const taxes = sum(item.taxationItems.map((tax) => tax.taxAmount));
  return {
    amount: item.taxMode === "TaxInclusive" ? item.amount.plus(taxes) : item.amount,
    amountWithoutTax: item.amount,
    appliedToItemId: item.appliedToItemId,
    balance: item.balance,
    beAppliedAmount: item.beAppliedAmount,
    comment: item.comment ?? "",
    createdById: item.createdById,
    createdDate: timestamp(item.createdAt, timeZone),
    excludeItemBillingFromRevenueAccounting: false,
    financeInformation: {
      deferredRevenueAccountingCode: item.financeInformation?.deferredRevenueAccountingCode ?? null,
      deferredRevenueAccountingCodeType: null,
      recognizedRevenueAccountingCode:
        item.financeInformation?.recognizedRevenueAccountingCode ?? null,
      recognizedRevenueAccountingCodeType: null,
      revenueRecognitionRuleName: item.financeInformation?.revenueRecognitionRuleName ?? null,
    },
    id: item.debitMemoItemId,
    processingType: item.processingType,
    quantity: item.quantity,
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
    taxationItems: { data: item.taxationItems.map(toDebitTaxItem) },
    unitOfMeasure: item.unitOfMeasure ?? "",
    unitPrice: item.unitPrice,
    updatedById: item.updatedById,
    updatedDate: timestamp(item.updatedAt, timeZone),
  };
}

type Part = Result<typeof contract.listDebitMemoApplicationParts>["applicationParts"][number];

export const toDebitMemoPart = (part: DebitMemoPart, timeZone: string): Part => ({
  appliedAmount: part.amount,
  createdById: part.createdById,
  createdDate: timestamp(part.createdAt, timeZone),
  creditMemoId: part.creditMemoId,
  paymentId: part.paymentId,
  updatedById: part.createdById,
  updatedDate: timestamp(part.updatedAt, timeZone),
});
