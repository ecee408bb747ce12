import type { TaxMode } from "../model/tax.ts";
import { netAmounts } from "../settlement/net-amounts.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";

/** An item of a draft, and the taxes that it has now. */
export type ItemToRetax = {
  readonly itemId: string;
  /** Without taxes, as it was. */
  readonly amount: Decimal;
  readonly includedTax: Decimal;
  readonly taxMode: TaxMode;
  readonly appliedToItemId: string | null;
  readonly taxAmount: Decimal;
};

export type RetaxedItem = {
  readonly itemId: string;
  readonly amount: Decimal;
  readonly includedTax: Decimal;
  /** Less its discounts; of a discount nothing. What a draft owes or has left of it. */
  readonly net: Decimal;
};

export type Retaxed = {
  readonly items: readonly RetaxedItem[];
  readonly taxAmount: Decimal;
  /** Of the document, with taxes. */
  readonly amount: Decimal;
};

/**
 * A draft whose taxes somebody has changed: prices stay what they are, so that what a price includes
 * comes off its amount, and what is added to it is added to the document.
 */
export function retaxedItems(items: readonly ItemToRetax[]): Retaxed {
  const taxed = items.map(({ taxAmount, ...item }) => {
    const includedTax = item.taxMode === "TaxInclusive" ? taxAmount : ZERO;
    return { ...item, includedTax, amount: item.amount.plus(item.includedTax).minus(includedTax) };
  });
  const net = netAmounts(taxed, ({ itemId }) => itemId);
  const taxAmount = sum(items.map((item) => item.taxAmount));
  return {
    items: taxed.map(({ itemId, amount, includedTax }) => ({
      itemId,
      amount,
      includedTax,
      net: net.get(itemId) ?? amount,
    })),
    taxAmount,
    amount: sum(taxed.map(({ amount }) => amount)).plus(taxAmount),
  };
}
