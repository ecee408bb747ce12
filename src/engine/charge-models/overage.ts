import { isPositive, ZERO } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";

/** The units above those that are included, each at the price. */
export const overage: ListAmount = ({ price, quantity, modelTerms: { usage } }) => {
  const above = quantity.minus(usage?.includedUnits ?? ZERO);
  return isPositive(above) ? price.times(above) : ZERO;
};
