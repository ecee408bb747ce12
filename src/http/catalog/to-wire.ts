/** The catalog as the wire writes it. */

import type { z } from "zod";
import { saleStatusOn } from "#engine/catalog/days-of-sale.ts";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { ChargeModel, Recurrence } from "#engine/model/charge.ts";
import type { DiscountTerms } from "#engine/model/discount.ts";
import { HAS_PRICE, hasQuantity } from "#engine/model/model-terms.ts";
import type { Product, ProductRatePlan, ProductRatePlanCharge } from "#engine/model/product.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Offered } from "#store/catalog-rows.ts";
import { commitmentToWire } from "../orders/commitment-fields.ts";
import { prepaidToWire } from "../orders/prepaid-fields.ts";
import { deliveryScheduleToWire, smoothingToWire, tiersToWire } from "../orders/tier-fields.ts";
import { toOrganizationLabels } from "../organizations/labels.ts";
import type {
  briefProductRatePlan,
  product,
  productRatePlan,
  productRatePlanCharge,
} from "./catalog-fields.ts";
import { pricingSummaryOf } from "./pricing-summary.ts";

export const toProduct = (
  stored: Product & Offered,
  productRatePlans: z.input<typeof product>["productRatePlans"],
): z.input<typeof product> => ({
  id: stored.productId,
  sku: stored.sku,
  name: stored.name,
  description: stored.description,
  category: stored.category,
  effectiveStartDate: stored.effectiveStartDate,
  effectiveEndDate: stored.effectiveEndDate,
  productNumber: stored.productNumber,
  allowFeatureChanges: stored.allowFeatureChanges,
  ...shownFields("Product", stored.customFields),
  productRatePlans,
  productFeatures: [],
  // The field has it with the feature Multi-Org only.
  ...(stored.offeredTo && { organizationLabels: toOrganizationLabels(stored.offeredTo) }),
});

export function toProductRatePlan(
  stored: ProductRatePlan,
  today: PlainDate,
): z.input<typeof productRatePlan> {
  const { productRatePlanNumber, ...plan } = toBriefProductRatePlan(stored, today);
  const productRatePlanCharges = stored.charges.map(toProductRatePlanCharge);
  return { ...plan, productRatePlanCharges, productRatePlanNumber };
}

export const toBriefProductRatePlan = (
  stored: ProductRatePlan,
  today: PlainDate,
): z.input<typeof briefProductRatePlan> => ({
  id: stored.productRatePlanId,
  status: saleStatusOn(stored, today),
  name: stored.name,
  description: stored.description,
  effectiveStartDate: stored.effectiveStartDate,
  effectiveEndDate: stored.effectiveEndDate,
  // The field has it with the feature Catalog Groups only.
  ...(stored.grade !== null && { grade: stored.grade }),
  ...shownFields("ProductRatePlan", stored.customFields),
  externalIdSourceSystem: null,
  externallyManagedPlanIds: stored.externalRatePlanIds,
  productRatePlanNumber: stored.productRatePlanNumber,
});

export const toProductRatePlanCharge = (
  stored: ProductRatePlanCharge,
): z.input<typeof productRatePlanCharge> => ({
  id: stored.productRatePlanChargeId,
  name: stored.name,
  type: stored.chargeType,
  model: toModel(stored.chargeModel),
  uom: stored.unitOfMeasure,
  ...toPricing(stored),
  defaultQuantity: hasQuantity(stored) ? stored.quantity : null,
  ...toDiscount(stored.discount),
  ...toEndDate(stored),
  ...toRecurrence(stored),
  ...smoothingToWire(stored.modelTerms.usage),
  unusedIncludedUnitPrice: null,
  usageRecordRatingOption: stored.modelTerms.usage?.usageRecordRatingOption ?? null,
  ...toPriceChange(stored),
  taxable: stored.taxable,
  taxCode: stored.taxCode,
  taxMode: stored.taxMode,
  prorationOption:
    stored.modelTerms.usage?.prorationOption ?? stored.recurrence?.prorationOption ?? null,
  ...prepaidToWire(stored.modelTerms.prepaid, stored.quantity),
  ...commitmentToWire(stored.modelTerms.commitment),
  ...shownFields("ProductRatePlanCharge", stored.customFields),
  triggerEvent: stored.triggerEvent,
  description: stored.description,
  ...toRevenue(stored),
  deliverySchedule: deliveryScheduleToWire(stored.modelTerms.deliveryDays),
  reflectDiscountInNetAmount: stored.otherFields.reflectDiscountInNetAmount === true,
  isStackedDiscount: stored.discount?.isStackedDiscount ?? false,
  productRatePlanChargeNumber: stored.productRatePlanChargeNumber,
});

const isOverage = (chargeModel: ChargeModel): boolean =>
  chargeModel === "Overage" || chargeModel === "TieredWithOverage";

/** The catalog has a spelling of its own. */
const toModel = (chargeModel: ChargeModel) =>
  chargeModel === "TieredWithOverage" ? "TieredwithOverage" : chargeModel;

function toPricing(stored: ProductRatePlanCharge) {
  const { chargeModel, discount } = stored;
  const priced = Object.entries(stored.prices).map(([currency, price]) => ({
    currency,
    price,
    tiers: stored.tiers[currency] ?? [],
  }));
  return {
    pricingSummary: priced.map(({ currency, ...prices }) =>
      pricingSummaryOf({ ...stored, ...prices }, currency),
    ),
    pricing: priced.map(({ currency, price, tiers }) => ({
      currency,
      price: HAS_PRICE[chargeModel] && !isOverage(chargeModel) && !discount ? price : null,
      tiers: tiersToWire(tiers),
      includedUnits: stored.modelTerms.usage?.includedUnits ?? ZERO,
      overagePrice: isOverage(chargeModel) ? price : null,
      discountPercentage: chargeModel === "DiscountPercentage" ? price : null,
      discountAmount: chargeModel === "DiscountFixedAmount" ? price : null,
    })),
  };
}

const toDiscount = (discount: DiscountTerms | null) => ({
  applyDiscountTo: discount?.applyDiscountTo ?? null,
  discountLevel: discount?.discountLevel ?? null,
  discountClass: discount?.discountClass ?? null,
  applyToBillingPeriodPartially: discount?.applyToBillingPeriodPartially ?? false,
  productDiscountApplyDetails: (discount?.discountApplyDetails ?? []).map((detail) => ({
    appliedProductRatePlanId: detail.productRatePlanId,
    appliedProductRatePlanChargeId: detail.productRatePlanChargeId,
  })),
});

function toEndDate({ chargeType, endDate }: ProductRatePlanCharge) {
  const never = { upToPeriods: null, upToPeriodsType: null };
  if (chargeType === "OneTime") return { endDateCondition: "One_Time" as const, ...never };
  if (endDate.endDateCondition !== "Fixed_Period") {
    return { endDateCondition: "Subscription_End" as const, ...never };
  }
  const { endDateCondition, upToPeriods, upToPeriodsType } = endDate;
  return { endDateCondition, upToPeriods, upToPeriodsType };
}

/** A discount is billed with what it discounts: it has no timing, and no price to have a base. */
const toRecurrence = ({ recurrence, discount, modelTerms }: ProductRatePlanCharge) => ({
  billingDay: recurrence && billingDayOf(recurrence),
  listPriceBase: discount ? null : (recurrence?.listPriceBase ?? null),
  specificListPriceBase: recurrence?.specificListPriceBase ?? null,
  billingTiming: discount ? null : (recurrence?.billingTiming ?? null),
  ratingGroup: modelTerms.usage?.ratingGroup ?? null,
  billingPeriod: recurrence?.billingPeriod ?? null,
  billingPeriodAlignment: recurrence?.billingPeriodAlignment ?? null,
  specificBillingPeriod: recurrence?.specificBillingPeriod ?? null,
});

/** "SpecificDayofMonth(15)" */
function billingDayOf({ billCycleType, billCycleDay, weeklyBillCycleDay }: Recurrence): string {
  const day = billCycleDay ?? weeklyBillCycleDay;
  return day === null ? billCycleType : `${billCycleType}(${day})`;
}

const toPriceChange = ({ chargeType, otherFields }: ProductRatePlanCharge) => ({
  priceChangeOption: otherFields.priceChangeOption ?? null,
  priceIncreasePercentage: otherFields.priceIncreasePercentage ?? null,
  useTenantDefaultForPriceChange:
    chargeType === "OneTime" ? null : (otherFields.useTenantDefaultForPriceChange ?? false),
});

const toRevenue = ({ otherFields, discount }: ProductRatePlanCharge) => ({
  revRecCode: otherFields.revRecCode ?? null,
  revRecTriggerCondition: otherFields.revRecTriggerCondition ?? null,
  revenueRecognitionRuleName: otherFields.revenueRecognitionRuleName ?? null,
  useDiscountSpecificAccountingCode:
    discount && otherFields.useDiscountSpecificAccountingCode === true,
  financeInformation: {
    deferredRevenueAccountingCode: String(otherFields.deferredRevenueAccount ?? ""),
    deferredRevenueAccountingCodeType: null,
    recognizedRevenueAccountingCode: String(otherFields.recognizedRevenueAccount ?? ""),
    recognizedRevenueAccountingCodeType: null,
    accountsReceivableAccountingCode: null,
    accountsReceivableAccountingCodeType: null,
    contractAssetAccountingCode: null,
    contractAssetAccountingCodeType: null,
    contractLiabilityAccountingCode: null,
    contractLiabilityAccountingCodeType: null,
    adjustmentLiabilityAccountingCode: null,
    adjustmentLiabilityAccountingCodeType: null,
    unbilledReceivablesAccountingCode: null,
    unbilledReceivablesAccountingCodeType: null,
    adjustmentRevenueAccountingCode: null,
    adjustmentRevenueAccountingCodeType: null,
    contractRecognizedRevenueAccountingCode: null,
    contractRecognizedRevenueAccountingCodeType: null,
  },
});
