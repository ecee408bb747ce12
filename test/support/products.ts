/** The catalog in tests: a rate plan "plan" with one charge "charge", 30.00 a month. */

import type { EndDate, UpToPeriodsType } from "#engine/model/charge.ts";
import { NOTHING_OVERRIDDEN } from "#engine/model/nothing-given.ts";
import type { ChargeOverride } from "#engine/model/order.ts";
import type { ProductRatePlan, ProductRatePlanCharge } from "#engine/model/product.ts";
import { decimal, ONE } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { aRecurrence } from "./subscriptions.ts";

type Given = Partial<Omit<ProductRatePlanCharge, "chargeType" | "recurrence">>;

const particulars = (given: Given) => ({
  productRatePlanChargeId: "charge",
  productRatePlanChargeNumber: "PRPC-1",
  name: "Silver",
  description: "From the catalog",
  chargeModel: "FlatFee" as const,
  quantity: ONE,
  unitOfMeasure: null,
  discount: null,
  triggerEvent: "ContractEffective" as const,
  endDate: { endDateCondition: "Subscription_End" as const },
  prices: { USD: decimal("30") },
  tiers: {},
  modelTerms: { deliveryDays: [], usage: null, prepaid: null },
  minQuantity: null,
  maxQuantity: null,
  taxable: false,
  taxCode: null,
  taxMode: null,
  otherFields: {},
  customFields: {},
  ...given,
});

export const aProductCharge = (given: Given = {}): ProductRatePlanCharge => ({
  ...particulars(given),
  chargeType: "Recurring",
  recurrence: aRecurrence(),
});

export const aOneTimeProductCharge = (given: Given = {}): ProductRatePlanCharge => ({
  ...particulars(given),
  chargeType: "OneTime",
  recurrence: null,
});

export const aProductRatePlan = (
  charges: readonly ProductRatePlanCharge[] = [aProductCharge()],
  effectiveStartDate = "2000-01-01",
): ProductRatePlan => ({
  productRatePlanId: "plan",
  productRatePlanNumber: "PRP-1",
  productId: "product",
  name: "Silver plan",
  description: null,
  effectiveStartDate: plainDate(effectiveStartDate),
  effectiveEndDate: plainDate("2099-12-31"),
  activeCurrencies: [],
  grade: null,
  externalRatePlanIds: [],
  customFields: {},
  charges,
});

export const aChargeOverride = (given: Partial<ChargeOverride> = {}): ChargeOverride => ({
  productRatePlanChargeKey: "charge",
  ...NOTHING_OVERRIDDEN,
  ...given,
});

/** "Subscription_End", "Fixed_Period 3 Months", "Specific_End_Date 2023-08-15". */
export function endDateOf(text: string): EndDate {
  const [endDateCondition, value = "", upToPeriodsType] = text.split(" ");
  switch (endDateCondition) {
    case "Specific_End_Date":
      return { endDateCondition, specificEndDate: plainDate(value) };
    case "Fixed_Period":
      return {
        endDateCondition,
        upToPeriods: Number(value),
        upToPeriodsType: upToPeriodsType as UpToPeriodsType,
      };
    default:
      return { endDateCondition: "Subscription_End" };
  }
}
