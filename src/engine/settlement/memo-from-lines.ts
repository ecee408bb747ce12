import type { CreditMemoDraft, CreditMemoItem } from "../model/credit-memo.ts";
import type { DebitMemoDraft, DebitMemoItem } from "../model/debit-memo.ts";
import { type Decimal, negated, sum, ZERO } from "../values/decimal.ts";
import type { MemoLine } from "./memo-lines.ts";
import type { CreditOfItem, WantedCredit } from "./over-credit.ts";

/** What of a memo is not the sum of its lines. */
export type CreditMemoHeader = Omit<
  CreditMemoDraft,
  "amount" | "taxAmount" | "appliedAmount" | "unappliedAmount" | "refundAmount" | "items"
>;
export type DebitMemoHeader = Omit<DebitMemoDraft, "amount" | "taxAmount" | "balance" | "items">;

/** A credit memo of lines, nothing of it used. */
export function creditMemoOf(
  header: CreditMemoHeader,
  lines: readonly MemoLine[],
  newId: () => string,
): CreditMemoDraft {
  const items = lines.map((line) => creditMemoItem(header, line, newId));
  const { amount, taxAmount } = totalsOf(lines);
  const use = { appliedAmount: ZERO, unappliedAmount: amount, refundAmount: ZERO };
  return { ...header, ...use, amount, taxAmount, items };
}

function creditMemoItem(
  { referredInvoiceId }: CreditMemoHeader,
  { taxes, isAutoTaxed: _, ...line }: MemoLine,
  newId: () => string,
): CreditMemoItem {
  const isOfInvoice = line.sourceItemType === "InvoiceDetail";
  return {
    ...line,
    creditMemoItemId: newId(),
    processingType: "Charge",
    segment: null,
    unitPrice: negated(line.unitPrice),
    appliedAmount: ZERO,
    unappliedAmount: line.amount,
    refundAmount: ZERO,
    appliedToItemId: null,
    creditFromItemId: isOfInvoice ? line.sourceItemId : null,
    creditFromItemSource: isOfInvoice ? "InvoiceItem" : null,
    creditFromInvoiceId: isOfInvoice ? referredInvoiceId : null,
    taxationItems: taxes.map(({ details, taxAmount, sourceTaxItemId }) => ({
      ...details,
      taxationItemId: newId(),
      sourceTaxItemId,
      taxAmount,
      appliedAmount: ZERO,
      unappliedAmount: taxAmount,
      refundAmount: ZERO,
    })),
  };
}

/** A debit memo of lines, nothing of it paid. */
export function debitMemoOf(
  header: DebitMemoHeader,
  lines: readonly MemoLine[],
  newId: () => string,
): DebitMemoDraft {
  const items = lines.map((line) => debitMemoItem(line, newId));
  const { amount, taxAmount } = totalsOf(lines);
  return { ...header, amount, taxAmount, balance: amount, items };
}

const debitMemoItem = (
  { taxes, isAutoTaxed: _, ...line }: MemoLine,
  newId: () => string,
): DebitMemoItem => ({
  ...line,
  invoiceItemId: newId(),
  processingType: "Charge",
  segment: null,
  balance: line.amount,
  appliedToItemId: null,
  taxationItems: taxes.map(({ details, taxAmount }) => ({
    ...details,
    taxationItemId: newId(),
    taxAmount,
    balance: taxAmount,
  })),
});

const totalsOf = (
  lines: readonly MemoLine[],
): { readonly amount: Decimal; readonly taxAmount: Decimal } => {
  const taxAmount = sum(lines.flatMap(({ taxes }) => taxes.map((tax) => tax.taxAmount)));
  return { amount: sum(lines.map((line) => line.amount)).plus(taxAmount), taxAmount };
};

/** What a credit memo of these lines would credit of the invoice that they are made from. */
export const wantedCredit = (lines: readonly MemoLine[]): WantedCredit => ({
  credits: lines.flatMap(({ sourceItemId: invoiceItemId, amount, taxes }): CreditOfItem[] => [
    { invoiceItemId, taxItemId: null, amount },
    ...taxes.map((tax) => ({
      invoiceItemId,
      taxItemId: tax.sourceTaxItemId ?? "",
      amount: tax.taxAmount,
    })),
  ]),
  autoTaxedItemIds: new Set(
    lines.filter((line) => line.isAutoTaxed).map((line) => line.sourceItemId),
  ),
});

/** The same of a memo that is a draft so far, whose taxes stand as they are. */
export const creditOfDraft = ({ items }: Pick<CreditMemoDraft, "items">): WantedCredit => {
  const own = items.filter((item) => item.creditFromItemSource === "InvoiceItem");
  return {
    credits: own.flatMap(({ creditFromItemId, amount, taxationItems }): CreditOfItem[] => {
      const invoiceItemId = creditFromItemId ?? "";
      return [
        { invoiceItemId, taxItemId: null, amount },
        ...taxationItems.map((tax) => ({
          invoiceItemId,
          taxItemId: tax.sourceTaxItemId ?? "",
          amount: tax.taxAmount,
        })),
      ];
    }),
    autoTaxedItemIds: new Set(own.map((item) => item.creditFromItemId ?? "")),
  };
};
