import type { CreditMemoItemPage } from "#store/credit-memo-item-pages.ts";
import type { CreditMemoPage } from "#store/credit-memo-pages.ts";
import type { CreditMemoPartPage } from "#store/credit-memo-part-pages.ts";
import { commitmentOf } from "../commitments/ids.ts";
import {
  itemFinanceToWire,
  memoItemToWire,
  memoToWire,
  partToWire,
} from "../memos/memo-to-wire.ts";
import { toCreditTaxItem } from "../memos/tax-items-to-wire.ts";
import type { Result } from "../route.ts";
import type { Version } from "../version.ts";
import type * as contract from "./contract.ts";

export const toCreditMemo = (
  creditMemo: CreditMemoPage,
  timeZone: string,
): Result<typeof contract.getCreditMemo> => ({
  ...memoToWire(creditMemo, timeZone),
  appliedAmount: creditMemo.appliedAmount,
  autoApplyUponPosting: creditMemo.autoApplyUponPosting,
  creditMemoDate: creditMemo.creditMemoDate,
  excludeFromAutoApplyRules: creditMemo.excludeFromAutoApplyRules,
  id: creditMemo.creditMemoId,
  number: creditMemo.creditMemoNumber,
  refundAmount: creditMemo.refundAmount,
  revenueImpacting: creditMemo.revenueImpacting ?? "Yes",
  reversed: creditMemo.isReversed,
  sequenceSetId: creditMemo.sequenceSetId,
  source: creditMemo.source,
  sourceId: creditMemo.sourceId,
  unappliedAmount: creditMemo.unappliedAmount,
});

export const toCreditMemoItem = (
  item: CreditMemoItemPage,
  timeZone: string,
  version: Version,
): Result<typeof contract.listCreditMemoItems>["items"][number] => ({
  ...memoItemToWire(item, timeZone, version),
  ...commitmentOf(item),
  appliedAmount: item.appliedAmount,
  creditTaxItems: version.atLeast("239.0") ? undefined : item.taxationItems.map(toCreditTaxItem),
  creditFromItemId: item.creditFromItemId,
  creditFromItemSource: item.creditFromItemSource,
  financeInformation: {
    ...itemFinanceToWire(item),
    onAccountAccountingCode: item.financeInformation?.onAccountAccountingCode ?? null,
    onAccountAccountingCodeType: null,
  },
  invoiceScheduleId: null,
  invoiceScheduleItemId: null,
  numberOfDeliveries: item.numberOfDeliveries,
  refundAmount: item.refundAmount,
  taxationItems: { data: item.taxationItems.map(toCreditTaxItem) },
  unappliedAmount: item.unappliedAmount,
});

export const toCreditMemoPart = (
  part: CreditMemoPartPage,
  timeZone: string,
): Result<typeof contract.listCreditMemoParts>["parts"][number] => ({
  ...partToWire(part, timeZone),
  amount: part.amount,
  debitMemoId: part.debitMemoId,
  id: part.partId,
  invoiceId: part.invoiceId,
});
