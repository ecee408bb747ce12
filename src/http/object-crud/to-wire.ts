/** Catalog objects as the CRUD API writes them: capitals, its own spelling, nothing that is empty. */
import type { Product, ProductRatePlan } from "#engine/model/product.ts";
import {
  BILLING_PERIODS,
  BILLING_TIMINGS,
  CATALOG_END_DATE_CONDITIONS,
  CHARGE_MODELS,
  LIST_PRICE_BASES,
  UP_TO_PERIODS_TYPES,
} from "#engine/model/spellings.ts";
import type { ChargeOfPlan } from "#store/catalog.ts";
import type { Stamped, Stamps } from "#store/catalog-rows.ts";
import { commitmentToWire } from "../orders/commitment-fields.ts";
import { prepaidToWire } from "../orders/prepaid-fields.ts";
import { deliveryScheduleToWire } from "../orders/tier-fields.ts";
import { offsetTimestamp } from "../timestamps.ts";

export type CrudObject = { Id: string; [field: string]: unknown };

export const toProductObject = (stored: Stamped<Product>, timeZone: string): CrudObject => ({
  ...stampsOf(stored, timeZone),
  AllowFeatureChanges: stored.allowFeatureChanges,
  Category: stored.category,
  Description: stored.description,
  EffectiveEndDate: stored.effectiveEndDate,
  EffectiveStartDate: stored.effectiveStartDate,
  Id: stored.productId,
  Name: stored.name,
  ProductNumber: stored.productNumber,
  SKU: stored.sku,
  ...stored.customFields,
});

export const toPlanObject = (stored: Stamped<ProductRatePlan>, timeZone: string): CrudObject => ({
  ...stampsOf(stored, timeZone),
  ActiveCurrencies: stored.activeCurrencies.length > 0 ? stored.activeCurrencies : null,
  Description: stored.description,
  EffectiveEndDate: stored.effectiveEndDate,
  EffectiveStartDate: stored.effectiveStartDate,
  Grade: stored.grade,
  Id: stored.productRatePlanId,
  Name: stored.name,
  ProductId: stored.productId,
  ProductRatePlanNumber: stored.productRatePlanNumber,
  ...stored.customFields,
});

export const toChargeObject = (stored: ChargeOfPlan, timeZone: string): CrudObject => ({
  ...stampsOf(stored, timeZone),
  ...capitalized(stored.otherFields),
  ...recurrenceOf(stored),
  ...discountOf(stored),
  ...endDateOf(stored),
  ...capitalized(prepaidToWire(stored.modelTerms.prepaid, stored.quantity)),
  ChargeModel: CHARGE_MODELS[stored.chargeModel],
  ChargeType: stored.chargeType,
  DefaultQuantity: stored.discount ? null : stored.quantity,
  DeliverySchedule: deliveryScheduleToWire(stored.modelTerms.deliveryDays),
  Description: stored.description,
  Id: stored.productRatePlanChargeId,
  MaxQuantity: stored.maxQuantity,
  MinQuantity: stored.minQuantity,
  Name: stored.name,
  ProductRatePlanChargeNumber: stored.productRatePlanChargeNumber,
  ProductRatePlanId: stored.productRatePlanId,
  TaxCode: stored.taxCode,
  TaxMode: stored.taxMode,
  Taxable: stored.taxable,
  TriggerEvent: stored.triggerEvent,
  UOM: stored.unitOfMeasure,
  ...capitalized(commitmentToWire(stored.modelTerms.commitment)),
  ...stored.customFields,
});

const discountOf = ({ discount }: ChargeOfPlan) => ({
  ApplyDiscountTo: discount?.applyDiscountTo ?? null,
  ApplyToBillingPeriodPartially: discount?.applyToBillingPeriodPartially ?? null,
  DiscountClass: discount?.discountClass ?? null,
  DiscountLevel: discount?.discountLevel ?? null,
  IsStackedDiscount: discount?.isStackedDiscount ?? null,
});

function recurrenceOf({ recurrence }: ChargeOfPlan) {
  if (recurrence === null) return {};
  return {
    BillCycleDay: recurrence.billCycleDay,
    BillCycleType: recurrence.billCycleType,
    BillingPeriod: BILLING_PERIODS[recurrence.billingPeriod],
    BillingPeriodAlignment: recurrence.billingPeriodAlignment,
    BillingTiming: BILLING_TIMINGS[recurrence.billingTiming],
    ListPriceBase: LIST_PRICE_BASES[recurrence.listPriceBase],
    SpecificBillingPeriod: recurrence.specificBillingPeriod,
    SpecificListPriceBase: recurrence.specificListPriceBase,
    ...(recurrence.prorationOption && { ProrationOption: recurrence.prorationOption }),
    WeeklyBillCycleDay: recurrence.weeklyBillCycleDay,
  };
}

function endDateOf({ endDate }: ChargeOfPlan) {
  if (endDate.endDateCondition !== "Fixed_Period") {
    return { EndDateCondition: CATALOG_END_DATE_CONDITIONS.Subscription_End };
  }
  return {
    EndDateCondition: CATALOG_END_DATE_CONDITIONS.Fixed_Period,
    UpToPeriods: endDate.upToPeriods,
    UpToPeriodsType: UP_TO_PERIODS_TYPES[endDate.upToPeriodsType],
  };
}

const capitalized = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value,
    ]),
  );

/** Who made and changed an object, and when. */
export const stampsOf = (stamps: Stamps, timeZone: string) => ({
  CreatedById: stamps.createdById,
  CreatedDate: offsetTimestamp(stamps.createdAt, timeZone),
  UpdatedById: stamps.updatedById,
  UpdatedDate: offsetTimestamp(stamps.updatedAt, timeZone),
});

/** What the caller wants to see of it, by names with commas; Id is always there. */
export function shown(object: CrudObject, fields: string | undefined): CrudObject {
  const wanted = fields?.split(",").map((name) => name.trim());
  const entries = Object.entries(object).filter(
    ([name, value]) => value !== null && (!wanted || name === "Id" || wanted.includes(name)),
  );
  return { ...Object.fromEntries(entries), Id: object.Id };
}
