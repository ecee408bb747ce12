/** What is due, for tests of what becomes of it. */
import type { Line } from "#engine/model/document.ts";
import { type DateRange, fromServicePeriod } from "#engine/values/date-range.ts";
import { decimal, ONE } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";

export const aDueLine = (given: Partial<Line> = {}): Line => ({
  subscriptionId: "subscription-1",
  subscriptionNumber: "A-S00000001",
  chargeId: "charge-1",
  chargeNumber: "C-1",
  productRatePlanChargeId: "product-charge-1",
  segment: 1,
  chargeName: "Silver",
  chargeType: "Recurring",
  service: serviceOf("2024-01-01..2024-12-31"),
  quantity: ONE,
  unitPrice: decimal("30"),
  unitOfMeasure: null,
  amount: decimal("30"),
  creditedItem: null,
  derivation: { rule: "full period", inputs: {} },
  ...given,
});

/** "2024-01-01..2024-12-31", both days included. */
export function serviceOf(text = ""): DateRange {
  const [start = "", end = ""] = text.split("..");
  return fromServicePeriod(plainDate(start), plainDate(end));
}
