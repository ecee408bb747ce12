import type { Charge } from "#engine/model/charge.ts";
import type { PriceKind } from "#engine/model/price-kind.ts";
import { priceKindOf } from "#engine/rate-plans/price-kind.ts";

type Priced = {
  readonly price: unknown;
  readonly quantity: unknown;
  readonly priceChange?: unknown;
  readonly modelTerms?: object;
};

/** The calls of one subscription give a price without saying what it is for: its charge does. */
export const kindOfFlatPrice = (
  { price, quantity, priceChange, modelTerms }: Priced,
  charge: Charge | undefined,
): PriceKind | null => {
  const isOfModel = Object.keys(modelTerms ?? {}).some((name) => name !== "prepaid");
  const isGiven = price !== null || quantity !== null || priceChange !== undefined || isOfModel;
  return charge && isGiven ? priceKindOf(charge) : null;
};
