import type { CreditMemoDraft, CreditMemoItem } from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import { type Decimal, isPositive } from "../values/decimal.ts";

/** Items pay items and taxes pay taxes. */
export type Pays = "Item" | "Taxation";

/** An item or a tax of a credit memo that can give. Made for one application, which uses it up. */
export type Credit = {
  readonly creditMemoItemId: string;
  /** Of the item, or of its tax. */
  readonly id: string;
  /** The invoice's item or tax that it credits. */
  readonly creditedId: string | null;
  left: Decimal;
};

/** An item or a tax of an invoice that owes. Made for one application, which pays it off. */
export type Debt = {
  readonly invoiceItemId: string;
  /** Of the item, or of its tax. */
  readonly id: string;
  left: Decimal;
};

/** In the memo's order. Only of items that credit `creditedInvoiceId`, unless it is undefined. */
export function creditsOf(
  { items }: CreditMemoDraft,
  pays: Pays,
  creditedInvoiceId: string | undefined,
): Credit[] {
  const reached =
    creditedInvoiceId === undefined
      ? items
      : items.filter((item) => item.creditFromInvoiceId === creditedInvoiceId);
  return reached.flatMap(creditsOfItem[pays]).filter(({ left }) => isPositive(left));
}

const creditsOfItem: { [P in Pays]: (item: CreditMemoItem) => Credit[] } = {
  Item: ({ creditMemoItemId, creditFromItemId: creditedId, unappliedAmount: left }) => [
    { creditMemoItemId, id: creditMemoItemId, creditedId, left },
  ],
  Taxation: ({ creditMemoItemId, taxationItems }) =>
    taxationItems.map((tax) => ({
      creditMemoItemId,
      id: tax.taxationItemId,
      creditedId: tax.sourceTaxItemId,
      left: tax.unappliedAmount,
    })),
};

/** In the invoice's order. */
export const debtsOf = ({ items }: Invoice, pays: Pays): Debt[] =>
  items.flatMap(debtsOfItem[pays]).filter(({ left }) => isPositive(left));

const debtsOfItem: { [P in Pays]: (item: InvoiceItem) => Debt[] } = {
  Item: ({ invoiceItemId, balance: left }) => [{ invoiceItemId, id: invoiceItemId, left }],
  Taxation: ({ invoiceItemId, taxationItems }) =>
    taxationItems.map((tax) => ({ invoiceItemId, id: tax.taxationItemId, left: tax.balance })),
};
