import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { DiscountModel, DiscountTerms } from "./discount.ts";
import { isSameModelTerms, type ModelTerms } from "./model-terms.ts";
import type { TaxTerms } from "./tax.ts";

export type ChargeType = "OneTime" | "Recurring" | "Usage";

/** Each has a file in engine/charge-models. */
export type ChargeModel =
  | "FlatFee"
  | "PerUnit"
  | "Tiered"
  | "Volume"
  | "Delivery"
  | "Overage"
  | "TieredWithOverage"
  | "PreratedPerUnit"
  | "PreratedPricing"
  | "HighWatermarkVolumePricing"
  | "HighWatermarkTieredPricing"
  | DiscountModel;

export type BillingPeriod =
  | "Month"
  | "Quarter"
  | "Semi_Annual"
  | "Annual"
  | "Eighteen_Months"
  | "Two_Years"
  | "Three_Years"
  | "Five_Years"
  | "Specific_Months"
  | "Subscription_Term"
  | "Week"
  | "Specific_Weeks";

export type BillCycleType =
  | "DefaultFromCustomer"
  | "SpecificDayofMonth"
  | "SubscriptionStartDay"
  | "ChargeTriggerDay"
  | "SpecificDayofWeek"
  | "TermStartDay";

export type BillingPeriodAlignment =
  | "AlignToCharge"
  | "AlignToSubscriptionStart"
  | "AlignToTermStart";
export type BillingTiming = "IN_ADVANCE" | "IN_ARREARS";
export type ListPriceBase =
  | "Per_Billing_Period"
  | "Per_Month"
  | "Per_Week"
  | "Per_Year"
  | "Per_Specific_Months";
export type TriggerEvent =
  | "ContractEffective"
  | "ServiceActivation"
  | "CustomerAcceptance"
  | "SpecificDate";
/** Whether the rules of the tenant say what a partial period costs, or it costs the whole of one. */
export type RecurringProration = "DefaultFromTenantSetting" | "ChargeFullPeriod";
export type UpToPeriodsType = "Billing_Periods" | "Days" | "Weeks" | "Months" | "Years";
export type DayOfWeek =
  | "Monday"
  | "Tuesday"
  | "Wednesday"
  | "Thursday"
  | "Friday"
  | "Saturday"
  | "Sunday";

/** When a charge ends of itself; the subscription's end always comes first. */
export type EndDate =
  | { readonly endDateCondition: "Subscription_End" }
  | {
      readonly endDateCondition: "Fixed_Period";
      readonly upToPeriods: number;
      readonly upToPeriodsType: UpToPeriodsType;
    }
  | { readonly endDateCondition: "Specific_End_Date"; readonly specificEndDate: PlainDate };

/** How a recurring charge is cut into billing periods and when each is billed. */
export type Recurrence = {
  readonly billingPeriod: BillingPeriod;
  /** How many months or weeks; null unless the billing period is Specific_Months or Specific_Weeks. */
  readonly specificBillingPeriod: number | null;
  readonly billCycleType: BillCycleType;
  /** 1 to 31, where 31 is the end of the month; null unless SpecificDayofMonth. */
  readonly billCycleDay: number | null;
  /** Null unless SpecificDayofWeek. */
  readonly weeklyBillCycleDay: DayOfWeek | null;
  readonly billingPeriodAlignment: BillingPeriodAlignment;
  readonly billingTiming: BillingTiming;
  readonly listPriceBase: ListPriceBase;
  /** Months that the list price is for; null unless Per_Specific_Months. */
  readonly specificListPriceBase: number | null;
  /** Of a recurring charge; absent: DefaultFromTenantSetting. */
  readonly prorationOption?: RecurringProration;
};

/** How the price changes each time that the subscription is renewed. */
export type PriceChange =
  | { readonly priceChangeOption: "NoChange" | "UseLatestProductCatalogPricing" }
  | {
      readonly priceChangeOption: "SpecificPercentageValue";
      /** From -100 to 100. */
      readonly priceIncreasePercentage: Decimal;
    };

/** What both a product rate plan charge and a subscription's charge say: the terms of charging. */
export type ChargeTerms = {
  readonly name: string;
  readonly description: string | null;
  readonly chargeModel: ChargeModel;
  /** List price: of the period (flat fee), of one unit or one delivery; 0 where tiers have prices. */
  readonly price: Decimal;
  /** Units; 1 for a flat fee, for deliveries and for usage, which is recorded. */
  readonly quantity: Decimal;
  readonly modelTerms: ModelTerms;
  readonly unitOfMeasure: string | null;
  /** Null unless the model is a discount's, whose price is its percentage or amount. */
  readonly discount: DiscountTerms | null;
  /** NoChange for a one-time charge. */
  readonly priceChange: PriceChange;
  readonly triggerEvent: TriggerEvent;
  readonly endDate: EndDate;
} & (
  | { readonly chargeType: "OneTime"; readonly recurrence: null }
  | { readonly chargeType: "Recurring" | "Usage"; readonly recurrence: Recurrence }
);

/** Whether a unit costs the same, whatever the quantity. */
export const hasSamePrice = (
  one: Pick<ChargeTerms, "price" | "modelTerms">,
  other: Pick<ChargeTerms, "price" | "modelTerms">,
): boolean => one.price.eq(other.price) && isSameModelTerms(one.modelTerms, other.modelTerms);

/** One segment of a charge of one subscription version. */
export type Charge = ChargeTerms & {
  /** Of this version's copy; changes with every version. */
  readonly chargeId: string;
  /** Of the first version's copy: what stays the same. */
  readonly originalChargeId: string;
  readonly chargeNumber: string;
  readonly productRatePlanChargeId: string;
  /** 1 for the first stretch between price or quantity changes. */
  readonly segment: number;
  /** Which version of the charge this copy is, from 1. */
  readonly version: number;
  /** The day of the trigger event SpecificDate; null for the other events and while pending. */
  readonly triggerDate: PlainDate | null;
  /** Where a pending charge is expected to start; null when it is not pending. */
  readonly estimatedStartDate: PlainDate | null;
  /** The days of service. Undefined while pending. May be empty: a segment that was cancelled away. */
  readonly effective: DateRange | undefined;
  /** First day without service had the subscription not been suspended; null while it is not. */
  readonly endBeforeSuspension: PlainDate | null;
  /** First day without the product, where it was removed: may lie ahead. Null while it was not. */
  readonly removedDate: PlainDate | null;
  /** First day that no invoice covers; null before the first. */
  readonly chargedThroughDate: PlainDate | null;
  /** Start of the last billed period in advance, its end in arrears. */
  readonly processedThroughDate: PlainDate | null;
  readonly originalOrderDate: PlainDate;
  readonly amendedByOrderOn: PlainDate | null;
  /** Instead of what the catalog says; null or absent: that. */
  readonly taxTerms?: TaxTerms | null;
  readonly customFields: Readonly<Record<string, unknown>>;
  /** What the order that added it calls it. Only its later actions know: it is not kept. */
  readonly uniqueToken?: string;
};
