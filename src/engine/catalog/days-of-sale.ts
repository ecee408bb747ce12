import { BillingError } from "../errors.ts";
import type { ProductRatePlan } from "../model/product.ts";
import type { PlainDate } from "../values/plain-date.ts";

type DaysOfSale = Pick<ProductRatePlan, "effectiveStartDate" | "effectiveEndDate">;

/** Errors: INVALID_VALUE when the days of sale end before they start. */
export function checkDaysOfSale({ effectiveStartDate, effectiveEndDate }: DaysOfSale): void {
  if (effectiveStartDate <= effectiveEndDate) return;
  const message = "'EffectiveEndDate' should not be before 'EffectiveStartDate'";
  throw new BillingError("INVALID_VALUE", { field: "EffectiveEndDate", message });
}

export type SaleStatus = "NotStarted" | "Active" | "Expired";

/** Where `today` lies among the days of sale. */
export function saleStatusOn(
  { effectiveStartDate, effectiveEndDate }: DaysOfSale,
  today: PlainDate,
): SaleStatus {
  if (today < effectiveStartDate) return "NotStarted";
  return today < effectiveEndDate ? "Active" : "Expired";
}
