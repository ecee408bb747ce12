/**
 * The catalog as it is answered. Nothing is left out: what is empty is null. Keys and their order are
 * those measured on answers of 2025 and 2026; those of charge models that this server does not have
 * yet are always null.
 */
import { z } from "zod";
import { commitmentAnswer } from "../orders/commitment-fields.ts";
import { prepaidAnswer } from "../orders/prepaid-fields.ts";
import { deliveryScheduleAnswer, smoothingAnswer, tierAnswer } from "../orders/tier-fields.ts";
import * as wire from "../wire.ts";

const text = z.string().nullable();
const count = z.number().nullable();
const money = wire.money.nullable();
const notYet = z.null();

const pricing = z.object({
  currency: z.string(),
  price: wire.money.nullable(),
  tiers: z.array(tierAnswer).nullable(),
  includedUnits: wire.money,
  overagePrice: money,
  discountPercentage: money,
  discountAmount: money,
});

/** Codes that no request gives a charge, each with its type. */
const noCodes = <const Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`${name}AccountingCode`, notYet],
      [`${name}AccountingCodeType`, notYet],
    ]),
  ) as Record<`${Name}AccountingCode` | `${Name}AccountingCodeType`, typeof notYet>;

const financeInformation = z.object({
  deferredRevenueAccountingCode: z.string(),
  deferredRevenueAccountingCodeType: notYet,
  recognizedRevenueAccountingCode: z.string(),
  recognizedRevenueAccountingCodeType: notYet,
  ...noCodes([
    "accountsReceivable",
    "adjustmentLiability",
    "adjustmentRevenue",
    "contractAsset",
    "contractLiability",
    "contractRecognizedRevenue",
    "unbilledReceivables",
  ]),
});

export const productRatePlanCharge = z.looseObject({
  id: wire.id,
  name: z.string(),
  type: z.enum(["OneTime", "Recurring", "Usage"]),
  model: z.enum([
    "FlatFee",
    "PerUnit",
    "Tiered",
    "Volume",
    "Delivery",
    "DiscountFixedAmount",
    "DiscountPercentage",
    "Overage",
    "TieredwithOverage",
    "PreratedPerUnit",
    "PreratedPricing",
    "HighWatermarkVolumePricing",
    "HighWatermarkTieredPricing",
  ]),
  uom: text,
  pricingSummary: z.array(z.string()).describe('"USD30", or "USD4/Each" for a price per unit.'),
  pricing: z.array(pricing),
  defaultQuantity: wire.money.nullable(),
  applyDiscountTo: text,
  discountLevel: text,
  discountClass: text,
  applyToBillingPeriodPartially: z.boolean(),
  productDiscountApplyDetails: z.array(
    z.object({
      appliedProductRatePlanId: z.string(),
      appliedProductRatePlanChargeId: z.string(),
    }),
  ),
  endDateCondition: z.enum(["Subscription_End", "Fixed_Period", "One_Time"]),
  upToPeriods: count,
  upToPeriodsType: text,
  billingDay: text.describe('"DefaultFromCustomer", or "SpecificDayofMonth(15)".'),
  listPriceBase: text,
  specificListPriceBase: count,
  billingTiming: text,
  ratingGroup: text,
  billingPeriod: text,
  billingPeriodAlignment: text,
  specificBillingPeriod: count,
  ...smoothingAnswer,
  unusedIncludedUnitPrice: notYet,
  usageRecordRatingOption: text,
  priceChangeOption: z.unknown(),
  priceIncreasePercentage: z.unknown(),
  useTenantDefaultForPriceChange: z.unknown(),
  taxable: z.boolean(),
  taxCode: text,
  taxMode: text,
  prorationOption: text,
  triggerEvent: z.string(),
  description: text,
  revRecCode: z.unknown(),
  revRecTriggerCondition: z.unknown(),
  revenueRecognitionRuleName: z.unknown(),
  useDiscountSpecificAccountingCode: z.boolean().nullable(),
  financeInformation,
  deliverySchedule: deliveryScheduleAnswer,
  reflectDiscountInNetAmount: z.boolean(),
  isStackedDiscount: z.boolean(),
  productRatePlanChargeNumber: z.string(),
  ...prepaidAnswer,
  ...commitmentAnswer,
});

const planFields = {
  id: wire.id,
  status: z.enum(["NotStarted", "Active", "Expired"]),
  name: z.string(),
  description: text,
  effectiveStartDate: wire.date,
  effectiveEndDate: wire.date,
  grade: z.number().optional(),
  externalIdSourceSystem: text,
  externallyManagedPlanIds: z.array(z.string()).readonly(),
  productRatePlanNumber: z.string(),
};

/** Without its charges. */
export const briefProductRatePlan = z.looseObject(planFields);

export const productRatePlan = z.looseObject({
  ...planFields,
  productRatePlanCharges: z.array(productRatePlanCharge),
});

export const product = z.looseObject({
  id: wire.id,
  sku: z.string(),
  name: z.string(),
  description: text,
  category: text,
  effectiveStartDate: wire.date,
  effectiveEndDate: wire.date,
  productNumber: z.string(),
  allowFeatureChanges: z.boolean(),
  productRatePlans: z
    .union([z.array(productRatePlan), z.string()])
    .describe("The rate plans; from version 230 on, the address that lists them."),
  productFeatures: z
    .array(
      z.object({
        id: z.string(),
        code: z.string(),
        name: z.string(),
        description: z.string(),
        status: z.string(),
      }),
    )
    .describe("Empty: there are no features here."),
  organizationLabels: wire.organizationLabels
    .optional()
    .describe("To whom it is offered, where it is labelled; empty: to all."),
});
