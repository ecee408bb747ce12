import { BillingError } from "../errors.ts";
import type { ChargeModel, ChargeType } from "../model/charge.ts";
import type { RatingGroup, Smoothing, UsageTerms } from "../model/model-terms.ts";
import { type Decimal, ZERO } from "../values/decimal.ts";

/** How a usage charge is rated, as a caller describes it; null and undefined are the same. */
export type UsageDefinition = {
  readonly chargeType: ChargeType;
  readonly chargeModel: ChargeModel;
  readonly ratingGroup?: RatingGroup | null | undefined;
  readonly usageRecordRatingOption?: UsageTerms["usageRecordRatingOption"] | null | undefined;
  readonly usageProrationOption?: UsageTerms["prorationOption"] | null | undefined;
  readonly includedUnits?: Decimal | null | undefined;
  readonly smoothingModel?: Smoothing["smoothingModel"] | null | undefined;
  readonly numberOfPeriods?: number | null | undefined;
  readonly overageCalculationOption?: Smoothing["overageCalculationOption"] | null | undefined;
  /** The custom field of a record that says its rate or its amount. */
  readonly ratedBy?: string | null | undefined;
};

/** Null for a charge of another type. Errors: MISSING_FIELD, NOT_ALLOWED. */
export function usageTermsOf(definition: UsageDefinition): UsageTerms | null {
  const { chargeType, chargeModel } = definition;
  if (chargeType !== "Usage") return null;
  const terms: UsageTerms = {
    ratingGroup: definition.ratingGroup ?? "ByBillingPeriod",
    usageRecordRatingOption: definition.usageRecordRatingOption ?? "EndOfBillingPeriod",
    prorationOption: definition.usageProrationOption ?? "NoProration",
    includedUnits: includedUnitsOf(definition),
    smoothing: smoothingOf(definition),
    ratedBy: IS_PRERATED.has(chargeModel)
      ? required("ChargeModelConfiguration", definition.ratedBy)
      : null,
  };
  if (terms.ratingGroup !== "ByBillingPeriod" && !IS_GROUPED.has(chargeModel)) {
    refuse("A rating group is for usage that is priced per unit, tiered or by volume.");
  }
  if (terms.usageRecordRatingOption === "OnDemand" && !IS_GROUPED.has(chargeModel)) {
    refuse("On-demand rating is for usage that is priced per unit, tiered or by volume.");
  }
  return terms;
}

export const IS_PRERATED: ReadonlySet<ChargeModel> = new Set([
  "PreratedPerUnit",
  "PreratedPricing",
]);

const IS_GROUPED: ReadonlySet<ChargeModel> = new Set(["PerUnit", "Tiered", "Volume"]);

const includedUnitsOf = ({ chargeModel, includedUnits }: UsageDefinition): Decimal =>
  chargeModel === "Overage" ? required("IncludedUnits", includedUnits) : ZERO;

function smoothingOf(definition: UsageDefinition): Smoothing | null {
  const { chargeModel, smoothingModel, overageCalculationOption } = definition;
  if (!smoothingModel) return null;
  if (chargeModel !== "Overage") refuse("Overage smoothing is for overage pricing.");
  return {
    smoothingModel,
    numberOfPeriods: required("NumberOfPeriod", definition.numberOfPeriods),
    overageCalculationOption: overageCalculationOption ?? "EndOfSmoothingPeriod",
  };
}

function required<Value>(field: string, value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new BillingError("MISSING_FIELD", { field });
  return value;
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
