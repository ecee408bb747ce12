import type { Decimal } from "../values/decimal.ts";
import type { TaxDetails } from "./document.ts";
import type { TaxTerms } from "./tax.ts";

/** What was billed as taxes of an item and is not taken back yet. */
export type BilledTaxes = TaxTerms & {
  /** The item's price with the taxes that it includes; of the sign that it was billed with. */
  readonly price: Decimal;
  /** What billing has credited of the price so far; of the sign of the price. */
  readonly creditedPrice: Decimal;
  readonly items: readonly BilledTax[];
};

export type BilledTax = TaxDetails & {
  readonly taxationItemId: string;
  readonly taxAmount: Decimal;
  /** What billing has taken back of it so far; of its sign. */
  readonly creditedTax: Decimal;
};
