import { minimum } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";
import { tiered } from "./tiered.ts";

/** Tiers up to the end of the last one, and the units above it each at the overage price. */
export const tieredWithOverage: ListAmount = ({ price, quantity, modelTerms }) => {
  const end = modelTerms.tiers.at(-1)?.endingUnit ?? quantity;
  const inTiers = tiered({ price, modelTerms, quantity: minimum(quantity, end) });
  return quantity.gt(end) ? inTiers.plus(price.times(quantity.minus(end))) : inTiers;
};
