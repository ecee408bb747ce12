/** Charges of a subscription as the wire writes them. */

import type { z } from "zod";
import { assert } from "#engine/assert.ts";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { isContracted, mrrOf } from "#engine/metrics/subscription-metrics.ts";
import { totalContractedValue } from "#engine/metrics/tcv.ts";
import type { Charge, EndDate, Recurrence } from "#engine/model/charge.ts";
import { HAS_PRICE, type UsageTerms } from "#engine/model/model-terms.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimalOfCount, roundToDecimals, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type SubscriptionPage, segmentKey } from "#store/subscription-pages.ts";
import { pricingSummaryOf } from "../catalog/pricing-summary.ts";
import { commitmentToWire } from "../orders/commitment-fields.ts";
import { prepaidToWire } from "../orders/prepaid-fields.ts";
import { priceChangeToWire } from "../orders/price-change.ts";
import { deliveryScheduleToWire, smoothingToWire, tiersToWire } from "../orders/tier-fields.ts";
import type { ChargeOnPage } from "./charge-detail.ts";
import type { subscription } from "./subscription-fields.ts";

type ChargeAnswer = z.input<typeof subscription>["ratePlans"][number]["ratePlanCharges"][number];
type SegmentAnswer = NonNullable<ChargeAnswer["chargeSegments"]>[number];

export const toCharge = (
  page: SubscriptionPage,
  { shown, isLastSegment, segments }: ChargeOnPage,
): ChargeAnswer => ({
  ...toIdentity(page, shown),
  ...toSegment(page, shown, isLastSegment),
  ...(segments && {
    chargeSegments: segments.map((segment) => toChargeSegment(page, segment, segment === shown)),
  }),
});

const toChargeSegment = (
  page: SubscriptionPage,
  charge: Charge,
  isLastSegment: boolean,
): SegmentAnswer => ({
  id: charge.chargeId,
  version: charge.version,
  quantity: quantityOf(charge),
  ...toSegment(page, charge, isLastSegment),
});

const toIdentity = ({ subscription, catalog }: SubscriptionPage, charge: Charge) => ({
  id: charge.chargeId,
  originalChargeId: charge.originalChargeId,
  productRatePlanChargeId: charge.productRatePlanChargeId,
  number: charge.chargeNumber,
  name: charge.name,
  productRatePlanChargeNumber: catalog.chargeNumbers.get(charge.productRatePlanChargeId) ?? null,
  type: charge.chargeType,
  model: charge.chargeModel,
  originalListPrice: null,
  uom: charge.unitOfMeasure,
  version: charge.version,
  subscriptionChargeDeliverySchedule: toSchedule(charge),
  numberOfDeliveries: deliveriesInPeriod(charge),
  ...priceChangeToWire(charge.recurrence ? charge.priceChange : undefined),
  currency: subscription.currency,
  chargeModelConfiguration: null,
  inputArgumentId: null,
  includedUnits: charge.chargeModel === "Overage" ? usageOf(charge).includedUnits : null,
  overagePrice: isOverage(charge) ? charge.price : null,
  applyDiscountTo: charge.discount?.applyDiscountTo ?? null,
  discountLevel: charge.discount?.discountLevel ?? null,
  discountClass: charge.discount?.discountClass ?? null,
  applyToBillingPeriodPartially: charge.discount?.applyToBillingPeriodPartially ?? false,
  ...toRecurrence(charge),
  quantity: quantityOf(charge),
  ...prepaidToWire(charge.modelTerms.prepaid, charge.quantity),
  ...commitmentToWire(charge.modelTerms.commitment),
  prorationOption:
    charge.modelTerms.usage?.prorationOption ?? charge.recurrence?.prorationOption ?? null,
  isStackedDiscount: charge.discount?.isStackedDiscount ?? false,
  reflectDiscountInNetAmount: false,
  ...smoothingToWire(charge.modelTerms.usage),
  unusedUnitsCreditRates: null,
  usageRecordRatingOption: charge.modelTerms.usage?.usageRecordRatingOption ?? null,
});

/** Deliveries are weekly: there is no day of a month. */
function toSchedule({ modelTerms }: Charge) {
  const schedule = deliveryScheduleToWire(modelTerms.deliveryDays);
  return schedule && { ...schedule, dayOfMonth: null, monthOfYear: null };
}

/** A one-time charge has the keys too; a discount is billed with what it discounts. */
const toRecurrence = ({ recurrence, discount, modelTerms }: Charge) => ({
  billingDay: recurrence && billingDay(recurrence),
  listPriceBase: discount ? null : (recurrence?.listPriceBase ?? null),
  specificListPriceBase: recurrence?.specificListPriceBase ?? null,
  billingPeriod: recurrence?.billingPeriod ?? null,
  specificBillingPeriod: recurrence?.specificBillingPeriod ?? null,
  billingTiming: discount ? null : (recurrence?.billingTiming ?? null),
  ratingGroup: modelTerms.usage?.ratingGroup ?? null,
  billingPeriodAlignment: recurrence?.billingPeriodAlignment ?? null,
});

function billingDay({ billCycleType, billCycleDay, weeklyBillCycleDay }: Recurrence): string {
  switch (billCycleType) {
    case "SpecificDayofMonth":
      return `SpecificDayofMonth(${billCycleDay === 31 ? "EndofMonth" : billCycleDay})`;
    case "SpecificDayofWeek":
      return `SpecificDayofWeek/${weeklyBillCycleDay}`;
    default:
      return billCycleType;
  }
}

const toSegment = (
  { subscription, earlierCharges }: SubscriptionPage,
  charge: Charge,
  isLastSegment: boolean,
) => ({
  segment: charge.segment,
  effectiveStartDate: charge.effective?.start ?? null,
  effectiveEndDate: endDate(charge.effective?.end),
  processedThroughDate: charge.processedThroughDate,
  chargedThroughDate: charge.chargedThroughDate,
  done: isDone(charge),
  triggerDate: charge.triggerDate,
  triggerEvent: charge.triggerEvent,
  ...(charge.estimatedStartDate && { estimatedStartDate: charge.estimatedStartDate }),
  ...toEnd(charge),
  ...toMetrics(subscription, charge, earlierCharges.get(segmentKey(charge))),
  originalOrderDate: charge.originalOrderDate,
  amendedByOrderOn: charge.amendedByOrderOn,
  description: charge.description ?? "",
  salesPrice: priceOf(charge),
  taxable: charge.taxTerms ? true : null,
  taxCode: charge.taxTerms?.taxCode ?? null,
  taxMode: charge.taxTerms?.taxMode ?? null,
  tiers: tiersToWire(charge.modelTerms.tiers),
  discountApplyDetails: toApplyDetails(charge),
  pricingSummary: pricingSummary(charge, subscription.currency),
  price: priceOf(charge),
  discountAmount: charge.chargeModel === "DiscountFixedAmount" ? charge.price : null,
  discountPercentage: charge.chargeModel === "DiscountPercentage" ? charge.price : null,
  isLastSegment,
  originalListDiscountAmount: null,
  originalListDiscountPercentage: null,
  ...shownFields("RatePlanCharge", charge.customFields),
});

/** Null where it applies to all within its level. */
const toApplyDetails = ({ discount }: Charge) => {
  const details = discount?.discountApplyDetails ?? [];
  return details.length === 0
    ? null
    : details.map((detail) => ({
        appliedProductRatePlanChargeId: detail.productRatePlanChargeId,
        appliedProductRatePlanId: detail.productRatePlanId,
      }));
};

export const endDate = (end: PlainDate | undefined): PlainDate | null =>
  end === undefined || end === NO_END ? null : end;

const isDone = ({ effective, chargedThroughDate }: Charge): boolean =>
  effective !== undefined && chargedThroughDate !== null && chargedThroughDate >= effective.end;

function toEnd({ chargeType, endDate: end }: Charge) {
  const { endDateCondition } = end;
  return {
    endDateCondition: chargeType === "OneTime" ? "One_Time" : endDateCondition,
    upToPeriodsType: ifFixed(end)?.upToPeriodsType ?? null,
    upToPeriods: ifFixed(end)?.upToPeriods ?? null,
    specificEndDate: endDateCondition === "Specific_End_Date" ? end.specificEndDate : null,
  };
}

const ifFixed = (end: EndDate) => (end.endDateCondition === "Fixed_Period" ? end : undefined);

/**
 * Deltas are to the segment before its last change. All of it is new when it first has days, but its
 * MRR takes the place of the segment's before it. One without days has changed no MRR. What was
 * evergreen had no value to compare with.
 */
function toMetrics(subscription: Subscription, charge: Charge, earlier: Charge | undefined) {
  const mrr = mrrOf(charge);
  const tcv = totalContractedValue(charge, subscription);
  const replaced =
    earlier && isContracted(earlier) ? earlier : previousSegment(subscription, charge);
  const mrrBefore = (replaced && mrrOf(replaced)) ?? ZERO;
  const wasEvergreen = earlier?.effective?.end === NO_END;
  const tcvBefore = (earlier && totalContractedValue(earlier, subscription)) ?? ZERO;
  return {
    mrr: metric(mrr),
    dmrc: isContracted(charge) ? metric(mrr?.minus(mrrBefore) ?? null) : mrr && ZERO,
    tcv: metric(tcv),
    dtcv: wasEvergreen ? null : metric(tcv?.minus(tcvBefore) ?? null),
  };
}

const previousSegment = (
  subscription: Subscription,
  { chargeNumber, segment }: Charge,
): Charge | undefined =>
  chargesOf(subscription).find(
    (each) => each.chargeNumber === chargeNumber && each.segment === segment - 1,
  );

/** As many decimals as recorded answers print at most. */
const metric = (value: Decimal | null): Decimal | null => value && roundToDecimals(value, 9);

/** Usage is recorded, and not ordered; a discount has none. */
const quantityOf = ({ chargeType, discount, quantity }: Charge): Decimal | null =>
  chargeType === "Usage" || discount ? null : quantity;

/** Null where each tier has its own, and for a discount. */
const priceOf = (charge: Charge): Decimal | null =>
  HAS_PRICE[charge.chargeModel] && !isOverage(charge) && !charge.discount ? charge.price : null;

const isOverage = ({ chargeModel }: Charge): boolean =>
  chargeModel === "Overage" || chargeModel === "TieredWithOverage";

function usageOf({ modelTerms: { usage } }: Charge): UsageTerms {
  assert(usage, "overage is of usage");
  return usage;
}

const pricingSummary = (charge: Charge, currency: string): string =>
  pricingSummaryOf({ ...charge, tiers: charge.modelTerms.tiers }, currency);

/** Of a whole billing period of weeks: months have more of some weekdays than others. */
function deliveriesInPeriod({ modelTerms, recurrence }: Charge): Decimal | null {
  const { deliveryDays } = modelTerms;
  if (deliveryDays.length === 0) return null;
  const weeks = recurrence?.billingPeriod === "Week" ? 1 : (recurrence?.specificBillingPeriod ?? 0);
  const isWeekly = recurrence?.billingPeriod.includes("Week") ?? false;
  return isWeekly ? decimalOfCount(deliveryDays.length * weeks) : null;
}
