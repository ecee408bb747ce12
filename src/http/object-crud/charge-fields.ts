import { z } from "zod";
import {
  BILLING_PERIODS,
  BILLING_TIMINGS,
  CATALOG_END_DATE_CONDITIONS,
  CHARGE_MODELS,
  LIST_PRICE_BASES,
  UP_TO_PERIODS_TYPES,
} from "#engine/model/spellings.ts";
import { priceFormat, ratingGroup, WEEKDAYS } from "../orders/tier-fields.ts";
import * as wire from "../wire.ts";
import { crudBody } from "./crud-body.ts";
import { discountFields } from "./discount-fields.ts";
import { prepaidFields } from "./prepaid-fields.ts";

/** Documented, and refused with NOT_SUPPORTED until the engine has them. */
const LATER_CHARGE_MODELS = ["MultiAttributePricing"] as const;

/** The API reference has one of them misspelled. */
const DELIVERY_DAYS = [...Object.keys(WEEKDAYS), "wendesday"];

const spelled = <Spelling extends string>(spellings: Readonly<Record<string, Spelling>>) =>
  z.enum(Object.values(spellings) as [Spelling, ...Spelling[]]);

const tier = wire.looseBody({
  Currency: wire.text(3).optional(),
  Price: wire.amount.optional(),
  DiscountAmount: wire.amount.optional(),
  DiscountPercentage: wire.amount.optional(),
  StartingUnit: wire.quantity.optional(),
  EndingUnit: wire.quantity.optional(),
  PriceFormat: priceFormat.optional(),
  IsOveragePrice: wire.boolean.optional(),
});

/** Of usage that was rated before: which custom field of a record says so. */
const chargeModelConfiguration = wire.looseBody({
  ConfigurationItem: z
    .array(
      wire.looseBody({
        Key: z.enum(["customFieldPerUnitRate", "customFieldTotalAmount"]),
        Value: wire.requiredText(100),
      }),
    )
    .max(1),
});

const deliverySchedule = wire.looseBody({
  frequency: z.enum(["Weekly"]).optional(),
  ...Object.fromEntries(DELIVERY_DAYS.map((name) => [name, wire.boolean.optional()])),
});

/** What is kept and shown but changes no bill. */
const otherFields = {
  AccountingCode: wire.text(100).optional(),
  DeferredRevenueAccount: wire.text(100).optional(),
  ExcludeItemBillingFromRevenueAccounting: wire.boolean.optional(),
  ExcludeItemBookingFromRevenueAccounting: wire.boolean.optional(),
  IsAllocationEligible: wire.boolean.optional(),
  IsUnbilled: wire.boolean.optional(),
  LegacyRevenueReporting: wire.boolean.optional(),
  PriceChangeOption: z
    .enum(["NoChange", "SpecificPercentageValue", "UseLatestProductCatalogPricing"])
    .optional(),
  PriceIncreaseOption: z.enum(["FromTenantPercentageValue", "SpecificPercentageValue"]).optional(),
  PriceIncreasePercentage: z.number().min(-100).max(100).optional(),
  ProductCategory: wire.text(255).optional(),
  ProductClass: wire.text(255).optional(),
  ProductFamily: wire.text(255).optional(),
  ProductLine: wire.text(255).optional(),
  ReflectDiscountInNetAmount: wire.boolean.optional(),
  RecognizedRevenueAccount: wire.text(100).optional(),
  RevRecCode: wire.text(70).optional(),
  RevRecTriggerCondition: z
    .enum(["ContractEffectiveDate", "ServiceActivationDate", "CustomerAcceptanceDate"])
    .optional(),
  RevenueRecognitionRuleName: wire.text(255).optional(),
  UseDiscountSpecificAccountingCode: wire.boolean.optional(),
  UseTenantDefaultForPriceChange: wire.boolean.optional(),
};

export const OTHER_FIELDS = Object.keys(otherFields) as (keyof typeof otherFields)[];

/** What would change bills in ways that this server does not know yet. */
const laterFields = {
  OverageUnusedUnitsCreditOption: z.unknown().optional(),
};

export const LATER_FIELDS = Object.keys(laterFields) as (keyof typeof laterFields)[];

const chargeFields = {
  Name: wire.requiredText(100),
  ProductRatePlanId: wire.key,
  ProductRatePlanChargeNumber: wire.chosenNumber(100).optional(),
  ChargeModel: z.enum([...Object.values(CHARGE_MODELS), ...LATER_CHARGE_MODELS]),
  ChargeType: z.enum(["OneTime", "Recurring", "Usage"]),
  TriggerEvent: z.enum(["ContractEffective", "ServiceActivation", "CustomerAcceptance"]),
  ProductRatePlanChargeTierData: z.object({ ProductRatePlanChargeTier: z.array(tier).max(1000) }),
  Description: wire.text(500).optional(),
  BillCycleType: z
    .enum([
      "DefaultFromCustomer",
      "SpecificDayofMonth",
      "SubscriptionStartDay",
      "ChargeTriggerDay",
      "SpecificDayofWeek",
      "TermStartDay",
      "TermEndDay",
    ])
    .optional(),
  BillCycleDay: wire.intBetween(1, 31).optional(),
  WeeklyBillCycleDay: z
    .enum(["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
    .optional(),
  BillingPeriod: z.enum([...Object.values(BILLING_PERIODS), "Specific Days"]).optional(),
  SpecificBillingPeriod: wire.intBetween(1, 1200).optional(),
  BillingPeriodAlignment: z
    .enum(["AlignToCharge", "AlignToSubscriptionStart", "AlignToTermStart", "AlignToTermEnd"])
    .optional(),
  BillingTiming: spelled(BILLING_TIMINGS).optional(),
  ListPriceBase: spelled(LIST_PRICE_BASES).optional(),
  SpecificListPriceBase: wire.intBetween(1, 120).optional(),
  EndDateCondition: spelled(CATALOG_END_DATE_CONDITIONS).optional(),
  UpToPeriods: wire.intBetween(1, 65_534).optional(),
  UpToPeriodsType: spelled(UP_TO_PERIODS_TYPES).optional(),
  DeliverySchedule: deliverySchedule.optional(),
  RatingGroup: ratingGroup.optional(),
  UsageRecordRatingOption: z.enum(["EndOfBillingPeriod", "OnDemand"]).optional(),
  ProrationOption: z
    .enum(["NoProration", "TimeBasedProration", "DefaultFromTenantSetting", "ChargeFullPeriod"])
    .optional(),
  IncludedUnits: wire.quantity.optional(),
  SmoothingModel: z.enum(["RollingWindow", "Rollover"]).optional(),
  NumberOfPeriod: wire.intBetween(1, 100).optional(),
  OverageCalculationOption: z.enum(["EndOfSmoothingPeriod", "PerBillingPeriod"]).optional(),
  ChargeModelConfiguration: chargeModelConfiguration.optional(),
  UOM: wire.text(25).optional(),
  DefaultQuantity: wire.quantity.optional(),
  MinQuantity: wire.quantity.optional(),
  MaxQuantity: wire.quantity.optional(),
  ...discountFields,
  ...prepaidFields,
  Taxable: wire.boolean.optional(),
  TaxCode: wire.text(64).optional(),
  TaxMode: z.enum(["TaxExclusive", "TaxInclusive"]).optional(),
  ...otherFields,
  ...laterFields,
};

export const newProductRatePlanCharge = crudBody(chargeFields, wire.makes("ProductRatePlanCharge"));

/** What is not given stays. */
export const changedProductRatePlanCharge = crudBody(
  z.object(chargeFields).partial().shape,
  wire.changes("ProductRatePlanCharge"),
);
