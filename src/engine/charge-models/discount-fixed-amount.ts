import { ZERO } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";

/** A discount costs nothing by itself: it takes something off other charges (billing/discount-lines.ts). */
export const discountFixedAmount: ListAmount = () => ZERO;
