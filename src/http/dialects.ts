/**
 * The same values in two spellings. The object CRUD API (and SOAP before it) writes them for people,
 * the Orders API and the catalog for programs; the engine speaks as the latter.
 */
import type {
  BillingPeriod,
  BillingTiming,
  ChargeModel,
  ListPriceBase,
  UpToPeriodsType,
} from "#engine/model/charge.ts";

/** Engine spelling to CRUD spelling: a value that the engine gains and this table lacks does not compile. */
type Spellings<Value extends string> = Readonly<Record<Value, string>>;

export const CHARGE_MODELS = {
  FlatFee: "Flat Fee Pricing",
  PerUnit: "Per Unit Pricing",
} as const satisfies Spellings<ChargeModel>;

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

export const END_DATE_CONDITIONS = {
  Subscription_End: "SubscriptionEnd",
  Fixed_Period: "FixedPeriod",
} as const;

/** The engine's spelling of what the CRUD API wrote; undefined for what the engine does not know. */
export function fromCrud<Value extends string>(
  spellings: Spellings<Value>,
  written: string,
): Value | undefined {
  const entries = Object.entries(spellings) as [Value, string][];
  return entries.find(([, spelling]) => spelling === written)?.[0];
}
