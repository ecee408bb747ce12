import type { DebitMemoItemPage } from "#store/debit-memo-item-pages.ts";
import type { DebitMemoPage, DebitMemoPart } from "#store/debit-memo-pages.ts";
import {
  itemFinanceToWire,
  memoItemToWire,
  memoToWire,
  partToWire,
} from "../memos/memo-to-wire.ts";
import { toDebitTaxItem } from "../memos/tax-items-to-wire.ts";
import type { Result } from "../route.ts";
import type { Version } from "../version.ts";
import type * as contract from "./contract.ts";

export const toDebitMemo = (
  memo: DebitMemoPage,
  timeZone: string,
): Result<typeof contract.getDebitMemo> => ({
  ...memoToWire(memo, timeZone),
  autoPay: memo.autoPay,
  balance: memo.balance,
  beAppliedAmount: memo.amount.minus(memo.balance),
  debitMemoDate: memo.debitMemoDate,
  dueDate: memo.dueDate,
  id: memo.debitMemoId,
  number: memo.debitMemoNumber,
  paymentTerm: memo.paymentTerm,
  referredCreditMemoId: memo.referredCreditMemoId,
});

export const toDebitMemoItem = (
  item: DebitMemoItemPage,
  timeZone: string,
  version: Version,
): Result<typeof contract.getDebitMemoItem> => ({
  ...memoItemToWire(item, timeZone, version),
  balance: item.balance,
  beAppliedAmount: item.beAppliedAmount,
  financeInformation: itemFinanceToWire(item),
  taxItems: version.atLeast("239.0") ? undefined : item.taxationItems.map(toDebitTaxItem),
  taxationItems: { data: item.taxationItems.map(toDebitTaxItem) },
});

type Part = Result<typeof contract.listDebitMemoApplicationParts>["applicationParts"][number];

export const toDebitMemoPart = (part: DebitMemoPart, timeZone: string): Part => ({
  ...partToWire(part, timeZone),
  appliedAmount: part.amount,
  creditMemoId: part.creditMemoId,
  paymentId: part.paymentId,
});
