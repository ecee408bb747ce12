import type { Charge } from "#engine/model/charge.ts";
import type { PriceKind } from "#engine/model/order.ts";
import { priceKindOf } from "#engine/rate-plans/subscribed-charge.ts";

type Priced = {
  readonly price: unknown;
  readonly quantity: unknown;
  readonly priceChange?: unknown;
};

/** The calls of one subscription give a price without saying what it is for: its charge does. */
export const kindOfFlatPrice = (
  { price, quantity, priceChange }: Priced,
  charge: Charge | undefined,
): PriceKind | null => {
  const isGiven = price !== null || quantity !== null || priceChange !== undefined;
  return charge && isGiven ? priceKindOf(charge) : null;
};
