/**
 * The same values in two spellings. The engine, the Orders API and the catalog write them for
 * programs (Semi_Annual, IN_ADVANCE); the older object model, which object CRUD and Object Query
 * speak, for people.
 */
import type {
  BillingPeriod,
  BillingTiming,
  ChargeModel,
  ListPriceBase,
  UpToPeriodsType,
} from "./charge.ts";
import type { ProcessingType } from "./document.ts";
import type { RatePlan } from "./subscription.ts";

/** Engine to object model: a value that the engine gains and its table lacks does not compile. */
type Spellings<Value extends string> = Readonly<Record<Value, string>>;

export const BILLING_PERIODS = {
  Month: "Month",
  Quarter: "Quarter",
  Semi_Annual: "Semi-Annual",
  Annual: "Annual",
  Eighteen_Months: "Eighteen Months",
  Two_Years: "Two Years",
  Three_Years: "Three Years",
  Five_Years: "Five Years",
  Specific_Months: "Specific Months",
  Subscription_Term: "Subscription Term",
  Week: "Week",
  Specific_Weeks: "Specific Weeks",
} as const satisfies Spellings<BillingPeriod>;

export const BILLING_TIMINGS = {
  IN_ADVANCE: "In Advance",
  IN_ARREARS: "In Arrears",
} as const satisfies Spellings<BillingTiming>;

export const CHARGE_MODELS = {
  FlatFee: "Flat Fee Pricing",
  PerUnit: "Per Unit Pricing",
  Tiered: "Tiered Pricing",
  Volume: "Volume Pricing",
  Delivery: "Delivery Pricing",
  DiscountFixedAmount: "Discount-Fixed Amount",
  DiscountPercentage: "Discount-Percentage",
  Overage: "Overage Pricing",
  TieredWithOverage: "Tiered with Overage Pricing",
  PreratedPerUnit: "PreratedPerUnit",
  PreratedPricing: "PreratedPricing",
  HighWatermarkVolumePricing: "HighWatermarkVolumePricing",
  HighWatermarkTieredPricing: "HighWatermarkTieredPricing",
} as const satisfies Spellings<ChargeModel>;

/** Of tiers; a charge without them is of its model. */
export const PRICE_FORMATS = {
  FlatFee: "Flat Fee",
  PerUnit: "Per Unit",
  Delivery: "Per Unit",
  Overage: "Per Unit",
} as const;

/** Those that the catalog knows. */
export const CATALOG_END_DATE_CONDITIONS = {
  Subscription_End: "SubscriptionEnd",
  Fixed_Period: "FixedPeriod",
} as const;

export const END_DATE_CONDITIONS = {
  ...CATALOG_END_DATE_CONDITIONS,
  Specific_End_Date: "SpecificEndDate",
  One_Time: "OneTime",
} as const;

export const LIST_PRICE_BASES = {
  Per_Billing_Period: "Per Billing Period",
  Per_Month: "Per Month",
  Per_Week: "Per Week",
  Per_Year: "Per Year",
  Per_Specific_Months: "Per Specific Months",
} as const satisfies Spellings<ListPriceBase>;

export const UP_TO_PERIODS_TYPES = {
  Billing_Periods: "Billing Periods",
  Days: "Days",
  Weeks: "Weeks",
  Months: "Months",
  Years: "Years",
} as const satisfies Spellings<UpToPeriodsType>;

export const AMENDMENT_TYPES = {
  Add: "NewProduct",
  Update: "UpdateProduct",
  Remove: "RemoveProduct",
} as const satisfies Spellings<NonNullable<RatePlan["lastChangeType"]>>;

/** Numbers, but as text. */
export const PROCESSING_TYPES = {
  Charge: "0",
  Discount: "1",
  Tax: "3",
  Rounding: "4",
} as const satisfies Spellings<ProcessingType>;

/** The engine's spelling of what the object model wrote; undefined for what the engine does not know. */
export function fromObjectModel<Value extends string>(
  spellings: Spellings<Value>,
  written: string,
): Value | undefined {
  const entries = Object.entries(spellings) as [Value, string][];
  return entries.find(([, spelling]) => spelling === written)?.[0];
}
