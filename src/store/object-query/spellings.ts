/**
 * Tables keep the Orders API's literals (Semi_Annual, IN_ADVANCE); Object Query has those of the
 * older object model. Source: the vendor's samples of Object Query,
 */

import type {
  BillingPeriod,
  BillingTiming,
  ChargeModel,
  ListPriceBase,
  UpToPeriodsType,
} from "#engine/model/charge.ts";
import type { ProcessingType } from "#engine/model/document.ts";
import type { RatePlan } from "#engine/model/subscription.ts";

/** Stored to shown: a value that the engine gains and its table lacks does not compile. */
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
} as const satisfies Spellings<ChargeModel>;

export const END_DATE_CONDITIONS = {
  Subscription_End: "SubscriptionEnd",
  Fixed_Period: "FixedPeriod",
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
