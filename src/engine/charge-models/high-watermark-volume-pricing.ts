import type { ListAmount } from "./charge-model.ts";
import { volume } from "./volume.ts";

/** The units of the day that had most of them, by volume. */
export const highWatermarkVolumePricing: ListAmount = volume;
