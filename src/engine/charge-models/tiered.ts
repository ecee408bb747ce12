import { sum } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";
import { priceInTier, tiersReached } from "./tiers.ts";

/** Each tier that is reached: its units at its price, or its flat fee whole. */
export const tiered: ListAmount = ({ modelTerms, quantity }) =>
  sum(tiersReached(modelTerms.tiers, quantity).map(({ tier, units }) => priceInTier(tier, units)));
