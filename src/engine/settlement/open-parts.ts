import type { CreditMemoDraft, CreditMemoItem } from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import { type Decimal, isZero } from "../values/decimal.ts";

/** Items pay items and taxes pay taxes, as far as they can. */
export type Kind = "Item" | "Taxation";

/** An item or a tax of a credit memo that is not used up. Made for one application, which uses it. */
export type Credit = {
  readonly creditMemoItemId: string;
  /** Null of an item. */
  readonly creditTaxItemId: string | null;
  /** The invoice's item or tax that it credits. */
  readonly creditedId: string | null;
  /** Below zero where it takes something back. */
  left: Decimal;
};

/** An item or a tax of an invoice that is open. Made for one application, which pays it off. */
export type Debt = {
  readonly invoiceItemId: string;
  /** Null of an item. */
  readonly taxItemId: string | null;
  /** Below zero where it lowers what others owe. */
  left: Decimal;
};

/** In the memo's order. Only of items that credit `creditedInvoiceId`, unless it is undefined. */
export function creditsOf(
  { items }: CreditMemoDraft,
  kind: Kind,
  creditedInvoiceId: string | undefined,
): Credit[] {
  const reached =
    creditedInvoiceId === undefined
      ? items
      : items.filter((item) => item.creditFromInvoiceId === creditedInvoiceId);
  return reached.flatMap(creditsOfItem[kind]).filter(({ left }) => !isZero(left));
}

const creditsOfItem: { [K in Kind]: (item: CreditMemoItem) => Credit[] } = {
  Item: ({ creditMemoItemId, creditFromItemId: creditedId, unappliedAmount: left }) => [
    { creditMemoItemId, creditTaxItemId: null, creditedId, left },
  ],
  Taxation: ({ creditMemoItemId, taxationItems }) =>
    taxationItems.map((tax) => ({
      creditMemoItemId,
      creditTaxItemId: tax.taxationItemId,
      creditedId: tax.sourceTaxItemId,
      left: tax.unappliedAmount,
    })),
};

/** In the invoice's order. */
export const debtsOf = ({ items }: Invoice, kind: Kind): Debt[] =>
  items.flatMap(debtsOfItem[kind]).filter(({ left }) => !isZero(left));

const debtsOfItem: { [K in Kind]: (item: InvoiceItem) => Debt[] } = {
  Item: ({ invoiceItemId, balance: left }) => [{ invoiceItemId, taxItemId: null, left }],
  Taxation: ({ invoiceItemId, taxationItems }) =>
    taxationItems.map((tax) => ({
      invoiceItemId,
      taxItemId: tax.taxationItemId,
      left: tax.balance,
    })),
};

/** What a debt is: its tax's id, or its item's. */
export const idOfDebt = ({ invoiceItemId, taxItemId }: Debt): string => taxItemId ?? invoiceItemId;
