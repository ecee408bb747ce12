import type { CreditMemo, CreditMemoItem } from "../model/credit-memo.ts";
import { netAmounts } from "../settlement/net-amounts.ts";
import { WRITE_OFF_REASON } from "../settlement/write-off.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import { type DocumentSupply, refuseDifference, type SourceDocument } from "./imported-invoice.ts";
import { importedItem, wholeItem } from "./imported-items.ts";
import { idIn, ownId } from "./source-ids.ts";
import {
  amount as amountOf,
  day,
  firstOf,
  refuse,
  requiredDay,
  type SourceRow,
  text,
} from "./source-row.ts";

/** The number of a credit memo, however the export calls it. Errors: INVALID_VALUE. */
export function memoNumberOf(row: SourceRow): string {
  const number = firstOf(row, "MemoNumber", "CreditMemoNumber", "Number");
  if (number === undefined) refuse(row, "MemoNumber", "is missing");
  return number;
}

/** Errors: INVALID_VALUE. */
export function amountIn(row: SourceRow, columns: readonly string[], fallback?: Decimal): Decimal {
  for (const column of columns) {
    const value = text(row, column) === undefined ? undefined : amountOf(row, column);
    if (value !== undefined) return value;
  }
  if (fallback) return fallback;
  refuse(row, columns[0] ?? "", "is missing");
}

/**
 * A posted credit memo as the source has it, before anything of it is applied.
 *
 * @param rest  where only a part of it is brought along, how much: then it has one item
 *
 * Errors: INVALID_VALUE, also where its items do not add up to it.
 */
export function importedCreditMemo(
  { row, items: itemRows }: SourceDocument,
  supply: DocumentSupply,
  rest?: Decimal,
): CreditMemo {
  const { account, ids } = supply;
  const isWhole = itemRows.length > 0 && rest === undefined;
  const creditMemoDate = requiredDay(row, text(row, "MemoDate") ? "MemoDate" : "CreditMemoDate");
  const total = rest ?? amountIn(row, ["TotalAmount", "Amount"]);
  const untaxed = rest ? { ...row, values: new Map<string, string>() } : row;
  const rows = isWhole ? itemRows : [{ row: wholeItem(untaxed, total, creditMemoDate), taxes: [] }];
  const unused = rows.map((item) => itemOf(item, isWhole, supply));
  const net = netAmounts(unused, (item) => item.creditMemoItemId);
  const items = unused.map((item) => ({
    ...item,
    unappliedAmount: net.get(item.creditMemoItemId) ?? ZERO,
  }));
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  const reckoned = sum(items.map((item) => item.amount)).plus(taxAmount);
  refuseDifference(row, total, reckoned);
  const reasonCode = text(row, "ReasonCode") ?? "Correcting invoice error";
  return {
    creditMemoId: ownId(ids, row),
    creditMemoNumber: memoNumberOf(row),
    accountId: account.accountId,
    currency: text(row, "Currency") ?? account.currency,
    status: "Posted",
    creditMemoDate,
    targetDate: day(row, "TargetDate") ?? null,
    reasonCode,
    comment: firstOf(row, "Comments", "Comment") ?? null,
    billToContactId: idIn(ids, row, "BillToContactId", "Contact") ?? account.billToContactId,
    referredInvoiceId: idIn(ids, row, "InvoiceId", "Invoice") ?? null,
    source: "API",
    sourceId: null,
    sourceType: items.some((item) => item.chargeId !== null) ? "Subscription" : "Standalone",
    isWriteOff: reasonCode === WRITE_OFF_REASON,
    amount: reckoned,
    taxAmount,
    appliedAmount: ZERO,
    unappliedAmount: reckoned,
    refundAmount: ZERO,
    items,
    terms: {
      autoApplyUponPosting: false,
      excludeFromAutoApplyRules: false,
      revenueImpacting: null,
      nonRevenueWriteOffAccountingCode: null,
      customFields: row.customFields,
    },
  };
}

function itemOf(
  { row, taxes }: SourceDocument["items"][number],
  isOwn: boolean,
  supply: DocumentSupply,
): CreditMemoItem {
  const { ids, newId } = supply;
  const { amount: itemAmount, taxes: itemTaxes, fields } = importedItem(row, taxes, supply);
  const isDiscount = fields.processingType === "Discount";
  const creditFromItemId =
    idIn(ids, row, "CreditFromItemId", "InvoiceItem") ??
    idIn(ids, row, "InvoiceItemId", "InvoiceItem") ??
    null;
  return {
    ...fields,
    creditMemoItemId: isOwn ? ownId(ids, row) : newId(),
    unitPrice: fields.unitPrice,
    amount: itemAmount,
    appliedAmount: ZERO,
    unappliedAmount: itemAmount,
    refundAmount: ZERO,
    appliedToItemId: isDiscount
      ? (idIn(ids, row, "AppliedToItemId", "CreditMemoItem") ?? null)
      : null,
    sourceItemType: sourceTypeOf(row, fields.chargeId !== null),
    sourceItemId: null,
    creditFromItemId,
    creditFromItemSource: creditFromItemId === null ? null : "InvoiceItem",
    creditFromInvoiceId: null,
    comment: firstOf(row, "Description", "Comment") ?? null,
    financeInformation: null,
    taxMode: fields.itemTax?.taxMode ?? "TaxExclusive",
    taxationItems: itemTaxes.map(({ row: taxRow, ...tax }) => ({
      ...tax,
      taxationItemId: taxRow ? ownId(ids, taxRow) : newId(),
      sourceTaxItemId: taxRow
        ? (idIn(ids, taxRow, "SourceTaxItemId", "TaxationItem") ?? null)
        : null,
      appliedAmount: ZERO,
      unappliedAmount: tax.taxAmount,
      refundAmount: ZERO,
    })),
  };
}

function sourceTypeOf(row: SourceRow, isOfCharge: boolean): CreditMemoItem["sourceItemType"] {
  const given = text(row, "SourceItemType");
  if (given === "InvoiceDetail" || given === "ProductRatePlanCharge") return given;
  return isOfCharge ? "SubscriptionComponent" : "ProductRatePlanCharge";
}
