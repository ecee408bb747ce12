import type { ListAmount } from "./charge-model.ts";
import { tiered } from "./tiered.ts";

/** The units of the day that had most of them, in tiers. */
export const highWatermarkTieredPricing: ListAmount = tiered;
