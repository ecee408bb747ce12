/** Parts of older bodies, with capitals, as the calls of one subscription spell them. */
import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { Invalid } from "../invalid.ts";
import { asksForNothing } from "../refuse-field.ts";
import { isCustomFieldName } from "../wire-custom-fields.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** A field that is missing is another error than one that is wrong: zod must say what it saw. */
const PARSING = { reportInput: true };

/** Errors: Invalid. */
export function checkedAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value, PARSING);
  if (!result.success) throw new Invalid("body", result.error.issues);
  return result.data;
}

/** Errors: NOT_SUPPORTED for a documented field that says something. */
export function refuseEach(of: string, fields: Fields, names: readonly string[]): void {
  const field = names.find((name) => !asksForNothing(fields[name]));
  if (field === undefined) return;
  const message = `'${of}.${field}' is not supported by this version of Quittance.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

/** What is given of these, under its other name; and fields of the tenant's own. */
export function respelled(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  const known = Object.entries(names).flatMap(([name, other]) => {
    const value = fields[name];
    return value === undefined || value === null || value === ""
      ? []
      : [[other, withUnderscores(other, value)] as const];
  });
  const own = Object.entries(fields).filter(([name]) => isCustomFieldName(name));
  return Object.fromEntries([...known, ...own]);
}

/** Values that orders write as words with underscores between them: "Semi-Annual", "Per Month". */
const WORDS: ReadonlySet<string> = new Set([
  "billingPeriod",
  "billingTiming",
  "endDateCondition",
  "listPriceBase",
  "upToPeriodsType",
]);

function withUnderscores(name: string, value: unknown): unknown {
  if (!WORDS.has(name) || typeof value !== "string") return value;
  const words = value.replaceAll(/[ -]/g, "_").replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_");
  return name === "billingTiming" ? words.toUpperCase() : words;
}

const CHARGE = {
  ProductRatePlanChargeId: "productRatePlanChargeId",
  ChargeNumber: "number",
  Description: "description",
  Price: "price",
  Quantity: "quantity",
  DiscountAmount: "discountAmount",
  DiscountPercentage: "discountPercentage",
  DiscountLevel: "discountLevel",
  ApplyDiscountTo: "applyDiscountTo",
  BillCycleDay: "billCycleDay",
  BillCycleType: "billCycleType",
  BillingPeriod: "billingPeriod",
  BillingPeriodAlignment: "billingPeriodAlignment",
  BillingTiming: "billingTiming",
  SpecificBillingPeriod: "specificBillingPeriod",
  WeeklyBillCycleDay: "weeklyBillCycleDay",
  ListPriceBase: "listPriceBase",
  SpecificListPriceBase: "specificListPriceBase",
  TriggerEvent: "triggerEvent",
  TriggerDate: "triggerDate",
  EndDateCondition: "endDateCondition",
  SpecificEndDate: "specificEndDate",
  UpToPeriods: "upToPeriods",
  UpToPeriodsType: "upToPeriodsType",
  PriceChangeOption: "priceChangeOption",
  PriceIncreasePercentage: "priceIncreasePercentage",
  // Refused by the names that they have there.
  IncludedUnits: "includedUnits",
  NumberOfPeriods: "numberOfPeriods",
  OveragePrice: "overagePrice",
  OverageUnusedUnitsCreditOption: "overageUnusedUnitsCreditOption",
  RatingGroup: "ratingGroup",
  UnusedUnitsCreditRates: "unusedUnitsCreditRates",
} as const;

/** Documented of a charge, and refused by name. */
const CHARGE_NOT_YET = [
  ...["AccountingCode", "OverageCalculationOption", "RevRecCode", "RevRecTriggerCondition"],
  ...["RevenueRecognitionRuleName", "RolloverBalance", "UsageRecordRatingOption"],
  ...["UseDiscountSpecificAccountingCode"],
];

const TIER = {
  Tier: "tier",
  StartingUnit: "startingUnit",
  EndingUnit: "endingUnit",
  Price: "price",
  PriceFormat: "priceFormat",
} as const;

/** One or several, or none: older clients write a list of one as its only object. */
export const several = (value: unknown): Fields[] =>
  [value ?? []].flat().filter((one): one is Fields => typeof one === "object" && one !== null);

/** The only object of a part; nothing is an empty one. */
export const partOf = (value: unknown): Fields => several(value)[0] ?? {};

/** A charge as it is added, or null where the plan's own is left as it is. */
export function chargeFields(data: Fields): Fields {
  const charge = partOf(data.RatePlanCharge);
  refuseEach("RatePlanCharge", charge, CHARGE_NOT_YET);
  const tiers = several(data.RatePlanChargeTier).map((tier) => respelled(tier, TIER));
  return { ...respelled(charge, CHARGE), ...(tiers.length > 0 && { tiers }) };
}

const PLAN_NOT_YET = ["Name"];

/** A rate plan that is subscribed to. Errors: NOT_SUPPORTED, MISSING_FIELD. */
export function planFields(data: Fields): Fields {
  const plan = partOf(data.RatePlan);
  refuseEach("RatePlan", plan, PLAN_NOT_YET);
  refuseEach("RatePlanData", data, ["SubscriptionProductFeatureList"]);
  const charges = several(data.RatePlanChargeData).map(chargeFields);
  return {
    ...respelled(plan, {
      ProductRatePlanId: "productRatePlanId",
      ProductRatePlanNumber: "productRatePlanNumber",
    }),
    ...(charges.length > 0 && { chargeOverrides: charges }),
  };
}

/** The days of the trigger events, under either name of the last. */
export const effectiveDates = (fields: Fields): Fields =>
  respelled(fields, {
    ContractEffectiveDate: "contractEffectiveDate",
    ServiceActivationDate: "serviceActivationDate",
    CustomerAcceptanceDate: "customerAcceptanceDate",
    ContractAcceptanceDate: "customerAcceptanceDate",
  });
