import type { Invoice } from "../model/document.ts";
import type { Decimal } from "../values/decimal.ts";

/** By item and tax. */
export const keyOf = (invoiceItemId: string, taxItemId: string | null): string =>
  `${invoiceItemId} ${taxItemId ?? ""}`;

/** What an item or a tax of a document owes. */
export type Open = {
  readonly invoiceItemId: string;
  readonly taxItemId: string | null;
  readonly left: Decimal;
};

export const openTaxes = ({ items }: Invoice): Open[] =>
  items.flatMap(({ invoiceItemId, taxationItems }) =>
    taxationItems.map(({ taxationItemId: taxItemId, balance: left }) => ({
      invoiceItemId,
      taxItemId,
      left,
    })),
  );

export const openItems = ({ items }: Invoice): Open[] =>
  items.map(({ invoiceItemId, balance: left }) => ({ invoiceItemId, taxItemId: null, left }));

/** What each item and tax owes, by its key. */
export const balancesOf = (invoice: Invoice): Map<string, Decimal> =>
  new Map(
    [...openTaxes(invoice), ...openItems(invoice)].map(({ invoiceItemId, taxItemId, left }) => [
      keyOf(invoiceItemId, taxItemId),
      left,
    ]),
  );
