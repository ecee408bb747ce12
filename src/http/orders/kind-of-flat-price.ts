import type { Charge } from "#engine/model/charge.ts";
import type { PriceKind } from "#engine/model/price-kind.ts";
import { priceKindOf } from "#engine/rate-plans/price-kind.ts";

type Priced = {
  readonly price: unknown;
  readonly quantity: unknown;
  readonly priceChange?: unknown;
  readonly modelTerms?: unknown;
};

/** The calls of one subscription give a price without saying what it is for: its charge does. */
export const kindOfFlatPrice = (
  { price, quantity, priceChange, modelTerms }: Priced,
  charge: Charge | undefined,
): PriceKind | null => {
  const isGiven =
    price !== null || quantity !== null || priceChange !== undefined || modelTerms !== undefined;
  return charge && isGiven ? priceKindOf(charge) : null;
};
