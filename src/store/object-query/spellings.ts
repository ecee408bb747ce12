/**
 * Tables keep the Orders API's literals (Semi_Annual, IN_ADVANCE); Object Query has those of the
 * older object model. Source: the vendor's samples of Object Query, spec-billing 1.7.
 */

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
} as const;

export const BILLING_TIMINGS = { IN_ADVANCE: "In Advance", IN_ARREARS: "In Arrears" } as const;

export const CHARGE_MODELS = {
  FlatFee: "Flat Fee Pricing",
  PerUnit: "Per Unit Pricing",
  Volume: "Volume Pricing",
  Tiered: "Tiered Pricing",
  TieredWithOverage: "Tiered with Overage Pricing",
  Overage: "Overage Pricing",
  DiscountFixedAmount: "Discount-Fixed Amount",
  DiscountPercentage: "Discount-Percentage",
} as const;

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
} as const;

export const UP_TO_PERIODS_TYPES = {
  Billing_Periods: "Billing Periods",
  Days: "Days",
  Weeks: "Weeks",
  Months: "Months",
  Years: "Years",
} as const;

export const AMENDMENT_TYPES = {
  Add: "NewProduct",
  Update: "UpdateProduct",
  Remove: "RemoveProduct",
} as const;

/** Numbers, but as text. */
export const PROCESSING_TYPES = {
  Charge: "0",
  Discount: "1",
  Prepayment: "2",
  Tax: "3",
  Rounding: "4",
} as const;
