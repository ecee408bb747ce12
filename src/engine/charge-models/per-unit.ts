import type { ListAmount } from "./charge-model.ts";

/** The price of each unit, times the units. */
export const perUnit: ListAmount = ({ price, quantity }) => price.times(quantity);
