import { tiersOf } from "../catalog/tiers.ts";
import { BillingError } from "../errors.ts";
import type {
  Charge,
  ChargeTerms,
  EndDate,
  PriceChange,
  Recurrence,
  TriggerEvent,
} from "../model/charge.ts";
import { APPLY_DISCOUNT_TO } from "../model/discount.ts";
import { HAS_PRICE, HAS_TIERS, hasQuantity, type ModelTerms } from "../model/model-terms.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import {
  BILLING_PERIODS,
  BILLING_TIMINGS,
  CHARGE_MODELS,
  END_DATE_CONDITIONS,
  LIST_PRICE_BASES,
  PRICE_FORMATS,
  UP_TO_PERIODS_TYPES,
} from "../model/spellings.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { type Decimal, ONE, ZERO } from "../values/decimal.ts";
import { addDays, earlier, type PlainDate } from "../values/plain-date.ts";
import {
  amount,
  count,
  day,
  firstOf,
  oneOf,
  refuse,
  required,
  requiredDay,
  type SourceRow,
  spelled,
  text,
} from "./source-row.ts";

/** A segment of a charge as the source has it, with its prices. */
export type SourceCharge = { readonly row: SourceRow; readonly tiers: readonly SourceRow[] };

type Keys = Pick<Charge, "chargeId" | "originalChargeId"> & {
  /** The day of the subscription's contract, where the source does not say when it was ordered. */
  readonly orderedOn: PlainDate;
  /** Whether the rate plan was removed: then its charges end because of that. */
  readonly isRemoved: boolean;
};

/**
 * A charge segment as the source has it: its days, its price and how far it is billed are taken as
 * they are. What the source does not say is the catalog's.
 *
 * Errors: INVALID_VALUE; NOT_SUPPORTED for prepaid units and commitments, whose use is not exported.
 */
export function importedCharge(
  { row, tiers }: SourceCharge,
  product: ProductRatePlanCharge,
  keys: Keys,
): Charge {
  refuseWhatHasHistory(row, product);
  const { chargeId, originalChargeId, orderedOn, isRemoved } = keys;
  const terms = termsOf(row, tiers, product);
  const effective = effectiveOf(row, terms.chargeType);
  const chargedThroughDate = day(row, "ChargedThroughDate") ?? null;
  return {
    ...terms,
    chargeId,
    originalChargeId,
    chargeNumber: required(row, "ChargeNumber"),
    productRatePlanChargeId: product.productRatePlanChargeId,
    segment: count(row, "Segment") ?? 1,
    version: count(row, "Version") ?? 1,
    triggerDate: terms.triggerEvent === "SpecificDate" ? (day(row, "TriggerDate") ?? null) : null,
    estimatedStartDate: effective ? null : (day(row, "EstimatedStartDate") ?? null),
    effective,
    endBeforeSuspension: null,
    removedDate: isRemoved && effective ? effective.end : null,
    chargedThroughDate,
    processedThroughDate: day(row, "ProcessedThroughDate") ?? chargedThroughDate,
    originalOrderDate: day(row, "OriginalOrderDate") ?? orderedOn,
    amendedByOrderOn: day(row, "AmendedByOrderOn") ?? null,
    ...taxTermsOf(row, product),
    customFields: row.customFields,
  };
}

/** What became of prepaid units and of commitments is in no export: charges would begin anew. */
function refuseWhatHasHistory(row: SourceRow, { modelTerms }: ProductRatePlanCharge): void {
  if (!modelTerms.prepaid && !modelTerms.commitment) return;
  const what = modelTerms.prepaid ? "prepaid units" : "a commitment";
  const message = `RatePlanCharge '${required(row, "ChargeNumber")}' is of ${what}: such subscriptions are not imported.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

/** A one-time charge has one day, however long the source says that it is in force. */
function effectiveOf(row: SourceRow, type: ChargeTerms["chargeType"]): DateRange | undefined {
  const start = day(row, "EffectiveStartDate");
  if (start === undefined) return undefined;
  const end = day(row, "EffectiveEndDate") ?? NO_END;
  return { start, end: type === "OneTime" ? earlier(addDays(start, 1), end) : end };
}

function termsOf(
  row: SourceRow,
  tiers: readonly SourceRow[],
  product: ProductRatePlanCharge,
): ChargeTerms {
  const { chargeModel } = product;
  const model = text(row, "ChargeModel");
  if (model !== undefined && spelled(row, "ChargeModel", CHARGE_MODELS) !== chargeModel) {
    refuse(row, "ChargeModel", `is '${model}', and in the catalog '${CHARGE_MODELS[chargeModel]}'`);
  }
  const common = {
    name: text(row, "Name") ?? product.name,
    description: text(row, "Description") ?? product.description,
    chargeModel,
    price: priceOf(row, tiers, product),
    quantity: hasQuantity(product) ? (amount(row, "Quantity") ?? product.quantity) : ONE,
    modelTerms: modelTermsOf(row, tiers, product),
    unitOfMeasure: text(row, "UOM") ?? product.unitOfMeasure,
    discount: discountOf(row, product),
    triggerEvent: oneOf(row, "TriggerEvent", TRIGGER_EVENTS) ?? product.triggerEvent,
    endDate: endDateOf(row, product),
  };
  return product.chargeType === "OneTime"
    ? { ...common, chargeType: "OneTime", recurrence: null, priceChange: NO_CHANGE }
    : {
        ...common,
        chargeType: product.chargeType,
        recurrence: recurrenceOf(row, product.recurrence),
        priceChange: priceChangeOf(row),
      };
}

const TRIGGER_EVENTS: readonly TriggerEvent[] = [
  ...(["ContractEffective", "ServiceActivation", "CustomerAcceptance", "SpecificDate"] as const),
];

const NO_CHANGE: PriceChange = { priceChangeOption: "NoChange" };

function priceChangeOf(row: SourceRow): PriceChange {
  const priceChangeOption = oneOf(row, "PriceChangeOption", [
    ...(["NoChange", "UseLatestProductCatalogPricing", "SpecificPercentageValue"] as const),
  ]);
  if (priceChangeOption !== "SpecificPercentageValue") {
    return priceChangeOption ? { priceChangeOption } : NO_CHANGE;
  }
  const priceIncreasePercentage = amount(row, "PriceIncreasePercentage") ?? ZERO;
  return { priceChangeOption, priceIncreasePercentage };
}

/** Prices stand in the tiers; the column Price of exports of charges is the first of them. */
function priceOf(
  row: SourceRow,
  tiers: readonly SourceRow[],
  { chargeModel }: ProductRatePlanCharge,
): Decimal {
  if (!HAS_PRICE[chargeModel]) return ZERO;
  const columns =
    chargeModel === "DiscountPercentage"
      ? ["DiscountPercentage"]
      : chargeModel === "DiscountFixedAmount"
        ? ["DiscountAmount"]
        : HAS_TIERS[chargeModel]
          ? ["OveragePrice"]
          : ["Price", "OveragePrice"];
  for (const place of [...tiers, row]) {
    for (const column of columns) {
      const price = amount(place, column);
      if (price !== undefined) return price;
    }
  }
  if (chargeModel === "TieredWithOverage") return ZERO;
  refuse(row, columns.join(" or "), "is missing, and there is no RatePlanChargeTier that says it");
}

function modelTermsOf(
  row: SourceRow,
  tierRows: readonly SourceRow[],
  { chargeModel, modelTerms }: ProductRatePlanCharge,
): ModelTerms {
  const includedUnits = amount(row, "IncludedUnits");
  const { usage } = modelTerms;
  const own = {
    ...modelTerms,
    usage: usage && includedUnits ? { ...usage, includedUnits } : usage,
  };
  if (!HAS_TIERS[chargeModel]) return { ...own, tiers: [] };
  const given = tierRows.map((tier) => ({
    tier: count(tier, "Tier") ?? 1,
    startingUnit: amount(tier, "StartingUnit") ?? ZERO,
    endingUnit: amount(tier, "EndingUnit") ?? null,
    price: amount(tier, "Price") ?? ZERO,
    priceFormat: spelled(tier, "PriceFormat", FORMATS) ?? ("PerUnit" as const),
  }));
  return { ...own, tiers: tiersOf(given) };
}

const FORMATS = { FlatFee: PRICE_FORMATS.FlatFee, PerUnit: PRICE_FORMATS.PerUnit } as const;

function discountOf(row: SourceRow, { discount }: ProductRatePlanCharge) {
  if (!discount) return null;
  const applyDiscountTo = oneOf(row, "ApplyDiscountTo", APPLY_DISCOUNT_TO);
  const discountLevel = oneOf(row, "DiscountLevel", ["rateplan", "subscription", "account"]);
  return {
    ...discount,
    ...(applyDiscountTo && { applyDiscountTo }),
    ...(discountLevel && { discountLevel }),
  };
}

function endDateOf(row: SourceRow, product: ProductRatePlanCharge): EndDate {
  const condition = spelled(row, "EndDateCondition", END_DATE_CONDITIONS);
  if (condition === undefined) return product.endDate;
  if (condition === "Specific_End_Date") {
    const specificEndDate = requiredDay(row, "SpecificEndDate");
    return { endDateCondition: condition, specificEndDate };
  }
  if (condition !== "Fixed_Period") return { endDateCondition: "Subscription_End" };
  const upToPeriods = count(row, "UpToPeriods");
  if (upToPeriods === undefined) refuse(row, "UpToPeriods", "is missing");
  const upToPeriodsType =
    spelled(row, "UpToPeriodsType", UP_TO_PERIODS_TYPES) ?? ("Billing_Periods" as const);
  return { endDateCondition: "Fixed_Period", upToPeriods, upToPeriodsType };
}

const DAYS_OF_WEEK = [
  ...(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const),
];
const BILL_CYCLE_TYPES = [
  ...(["DefaultFromCustomer", "SpecificDayofMonth", "SubscriptionStartDay"] as const),
  ...(["ChargeTriggerDay", "SpecificDayofWeek", "TermStartDay"] as const),
];
const ALIGNMENTS = [
  ...(["AlignToCharge", "AlignToSubscriptionStart", "AlignToTermStart"] as const),
];

function recurrenceOf(row: SourceRow, product: Recurrence): Recurrence {
  const billingPeriod = spelled(row, "BillingPeriod", BILLING_PERIODS);
  const billCycleType = oneOf(row, "BillCycleType", BILL_CYCLE_TYPES);
  const listPriceBase = spelled(row, "ListPriceBase", LIST_PRICE_BASES);
  const isOnDay = (billCycleType ?? product.billCycleType) === "SpecificDayofMonth";
  const prorationOption = firstOf(row, "ProrationOption");
  return {
    ...product,
    billingPeriod: billingPeriod ?? product.billingPeriod,
    specificBillingPeriod: count(row, "SpecificBillingPeriod") ?? product.specificBillingPeriod,
    billCycleType: billCycleType ?? product.billCycleType,
    billCycleDay: isOnDay ? (count(row, "BillCycleDay") ?? product.billCycleDay) : null,
    weeklyBillCycleDay:
      oneOf(row, "WeeklyBillCycleDay", DAYS_OF_WEEK) ?? product.weeklyBillCycleDay,
    billingPeriodAlignment:
      oneOf(row, "BillingPeriodAlignment", ALIGNMENTS) ?? product.billingPeriodAlignment,
    billingTiming: spelled(row, "BillingTiming", BILLING_TIMINGS) ?? product.billingTiming,
    listPriceBase: listPriceBase ?? product.listPriceBase,
    specificListPriceBase: count(row, "SpecificListPriceBase") ?? product.specificListPriceBase,
    ...(prorationOption === "ChargeFullPeriod" && { prorationOption }),
  };
}

/** Only what is not the catalog's. */
function taxTermsOf(row: SourceRow, product: ProductRatePlanCharge): Pick<Charge, "taxTerms"> {
  const taxCode = firstOf(row, "TaxCodeName", "TaxCode");
  const taxMode = firstOf(row, "TaxModeOption", "TaxMode");
  if (taxCode === undefined || (taxMode !== "TaxExclusive" && taxMode !== "TaxInclusive"))
    return {};
  if (taxCode === product.taxCode && taxMode === product.taxMode) return {};
  return { taxTerms: { taxCode, taxMode } };
}
