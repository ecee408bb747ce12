/** What credit memos and debit memos say in the same words. */
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { sum } from "#engine/values/decimal.ts";
import type { CreditMemoPage } from "#store/credit-memo-pages.ts";
import type { DebitMemoPage } from "#store/debit-memo-pages.ts";
import type { MemoItemPage } from "#store/memo-item-pages.ts";
import { timestamp } from "../timestamps.ts";
import type { Version } from "../version.ts";

type Written = {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const writtenToWire = (page: Written, timeZone: string) => ({
  createdById: page.createdById,
  createdDate: timestamp(page.createdAt, timeZone),
  updatedById: page.updatedById,
  updatedDate: timestamp(page.updatedAt, timeZone),
});

const NOT_KEPT = {
  einvoiceErrorCode: null,
  einvoiceErrorMessage: null,
  einvoiceFileId: null,
  einvoiceStatus: null,
  excludeItemBillingFromRevenueAccounting: false,
  invoiceGroupNumber: null,
  latestPDFFileId: null,
  sequenceSetId: null,
  taxMessage: null,
} as const;

/** Beside `einvoice…`, in the answers that spell it so. */
export const SPELLED_E_INVOICE = {
  eInvoiceErrorCode: null,
  eInvoiceErrorMessage: null,
  eInvoiceFileId: null,
  eInvoiceStatus: null,
} as const;

/** But for its id, its number and its date. */
export const memoToWire = (memo: CreditMemoPage | DebitMemoPage, timeZone: string) => ({
  ...NOT_KEPT,
  ...shownFields("creditMemoId" in memo ? "CreditMemo" : "DebitMemo", memo.customFields),
  ...writtenToWire(memo, timeZone),
  accountId: memo.accountId,
  accountNumber: memo.accountNumber,
  amount: memo.amount,
  billToContactId: memo.billToContactId,
  billToContactSnapshotId: memo.billToContactSnapshotId,
  cancelledById: memo.cancelledById,
  cancelledOn: memo.cancelledAt && timestamp(memo.cancelledAt, timeZone),
  comment: memo.comment ?? "",
  currency: memo.currency,
  organizationLabel: memo.organizationLabel,
  postedById: memo.postedById,
  postedOn: memo.postedAt && timestamp(memo.postedAt, timeZone),
  reasonCode: memo.reasonCode,
  referredInvoiceId: memo.referredInvoiceId,
  sourceType: memo.sourceType,
  status: memo.status,
  targetDate: memo.targetDate,
  taxAmount: memo.taxAmount,
  taxStatus: memo.isTaxed ? ("Complete" as const) : null,
  totalTaxExemptAmount: memo.taxExemptAmount,
  transferredToAccounting: memo.transferredToAccounting ?? "No",
});

/** But for its taxes and its codes. */
export function memoItemToWire(item: MemoItemPage, timeZone: string, version: Version) {
  const taxes = sum(item.taxationItems.map((tax) => tax.taxAmount));
  const object = "unappliedAmount" in item ? "CreditMemoItem" : "DebitMemoItem";
  return {
    ...shownFields(object, item.customFields),
    ...writtenToWire(item, timeZone),
    amount: item.taxMode === "TaxInclusive" ? item.amount.plus(taxes) : item.amount,
    amountWithoutTax: item.amount,
    appliedToItemId: item.appliedToItemId,
    ...(version.atLeast("257.0")
      ? { description: item.comment ?? "" }
      : { comment: item.comment ?? "" }),
    excludeItemBillingFromRevenueAccounting:
      item.financeInformation?.excludeItemBillingFromRevenueAccounting ?? false,
    id: item.itemId,
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
    unitOfMeasure: item.unitOfMeasure ?? "",
    unitPrice: item.unitPrice,
  };
}

export const itemFinanceToWire = ({ financeInformation: codes }: MemoItemPage) => ({
  deferredRevenueAccountingCode: codes?.deferredRevenueAccountingCode ?? null,
  deferredRevenueAccountingCodeType: null,
  recognizedRevenueAccountingCode: codes?.recognizedRevenueAccountingCode ?? null,
  recognizedRevenueAccountingCodeType: null,
  revenueRecognitionRuleName: codes?.revenueRecognitionRuleName ?? null,
  revenueScheduleNumber: null,
});

/** Who made a part, and when; of applications nobody changes any. */
export const partToWire = (part: Omit<Written, "updatedById">, timeZone: string) =>
  writtenToWire({ ...part, updatedById: part.createdById }, timeZone);
