import { ZERO } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";

/** Nothing by itself: each record says what a unit of it costs (billing/rate-usage.ts). */
export const preratedPerUnit: ListAmount = () => ZERO;
