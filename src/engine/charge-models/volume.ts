import { ZERO } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";
import { priceInTier, tiersReached } from "./tiers.ts";

/** The tier that the quantity falls into prices all of it. */
export const volume: ListAmount = ({ modelTerms, quantity }) => {
  const last = tiersReached(modelTerms.tiers, quantity).at(-1);
  return last ? priceInTier(last.tier, quantity) : ZERO;
};
