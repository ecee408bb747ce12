import type { ListAmount } from "./charge-model.ts";

/** The price, whatever the quantity says. */
export const flatFee: ListAmount = ({ price }) => price;
