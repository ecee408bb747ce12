import type { Decimal } from "../values/decimal.ts";
import type { ChargeModel, ChargeType, DayOfWeek } from "./charge.ts";
import type { CommitmentTerms } from "./commitment.ts";
import { isSamePrepaid, type PrepaidChange, type PrepaidTerms } from "./prepaid.ts";

/**
 * A stretch of units with a price of its own. It begins above the last unit of the tier before it,
 * so that no fraction lies between two tiers; only the first says by itself whether none belongs to it.
 */
export type Tier = {
  readonly startingUnit: Decimal;
  /** The last unit of the tier; null for one without end, which is the last. */
  readonly endingUnit: Decimal | null;
  /** Of each unit, or of the whole tier. */
  readonly price: Decimal;
  readonly priceFormat: PriceFormat;
};

export type PriceFormat = "FlatFee" | "PerUnit";

/** What some charge models need besides a price and a quantity; empty for all others. */
export type ModelTerms = {
  /** In the order of their units. */
  readonly tiers: readonly Tier[];
  /** The days of a week on which something is delivered. */
  readonly deliveryDays: readonly DayOfWeek[];
  /** How usage is rated; null for a charge that has none. */
  readonly usage: UsageTerms | null;
  /** Whether it sells prepaid units or draws them; null for a charge that does neither. */
  readonly prepaid: PrepaidTerms | null;
  /** Whether it commits to an amount or counts towards one; absent for a charge that does neither. */
  readonly commitment?: CommitmentTerms;
};

export type RatingGroup =
  | "ByBillingPeriod"
  | "ByUsageStartDate"
  | "ByUsageRecord"
  | "ByUsageUpload"
  | "ByGroupId";

/** How records of usage become an amount. */
export type UsageTerms = {
  /** Which records are rated together, and so fill tiers together. */
  readonly ratingGroup: RatingGroup;
  /** On demand: as far as records go, before the billing period has ended. */
  readonly usageRecordRatingOption: "EndOfBillingPeriod" | "OnDemand";
  /** Whether a part of a billing period costs its share of what was used. */
  readonly prorationOption: "NoProration" | "TimeBasedProration";
  /** Units of each billing period that cost nothing; 0 but for Overage. Never prorated. */
  readonly includedUnits: Decimal;
  /** Null: overage is what a billing period has above the included units. */
  readonly smoothing: Smoothing | null;
  /** The custom field of a record that says what it costs; null unless it was rated before. */
  readonly ratedBy: string | null;
};

/** Over several billing periods, what one has not used is there for another. */
export type Smoothing = {
  readonly smoothingModel: "RollingWindow" | "Rollover";
  readonly numberOfPeriods: number;
  readonly overageCalculationOption: "EndOfSmoothingPeriod" | "PerBillingPeriod";
};

/** Of a flat fee, a price per unit, and whatever else needs no more. One object for all. */
export const PRICE_ALONE: ModelTerms = {
  tiers: [],
  deliveryDays: [],
  usage: null,
  prepaid: null,
};

/** What an order says of them: what is absent stays. */
export type ModelTermsChange = {
  readonly tiers?: readonly GivenTier[];
  readonly deliveryDays?: readonly DayOfWeek[];
  readonly includedUnits?: Decimal;
  readonly numberOfPeriods?: number;
  readonly ratingGroup?: RatingGroup;
  /** Of usage; that of a recurring charge is a term of its recurrence. */
  readonly prorationOption?: UsageTerms["prorationOption"];
  readonly prepaid?: PrepaidChange;
};

/** A tier as somebody writes it, who may leave out what its number says already. */
export type GivenTier = {
  /** From 1; absent: its place in the list. */
  readonly tier?: number;
  readonly startingUnit?: Decimal;
  readonly endingUnit?: Decimal | null;
  readonly price: Decimal;
  readonly priceFormat?: PriceFormat;
};

type OfModel = { readonly [Model in ChargeModel]: boolean };

export const HAS_TIERS: OfModel = {
  FlatFee: false,
  PerUnit: false,
  Tiered: true,
  Volume: true,
  Delivery: false,
  DiscountFixedAmount: false,
  DiscountPercentage: false,
  Overage: false,
  TieredWithOverage: true,
  PreratedPerUnit: false,
  PreratedPricing: false,
  HighWatermarkVolumePricing: true,
  HighWatermarkTieredPricing: true,
};

/** Whether a charge has a price of its own: beside tiers, that of the units above them. */
export const HAS_PRICE: OfModel = {
  FlatFee: true,
  PerUnit: true,
  Tiered: false,
  Volume: false,
  Delivery: true,
  DiscountFixedAmount: true,
  DiscountPercentage: true,
  Overage: true,
  TieredWithOverage: true,
  PreratedPerUnit: false,
  PreratedPricing: false,
  HighWatermarkVolumePricing: false,
  HighWatermarkTieredPricing: false,
};

const IS_COUNTED: OfModel = {
  FlatFee: false,
  PerUnit: true,
  Tiered: true,
  Volume: true,
  Delivery: false,
  DiscountFixedAmount: false,
  DiscountPercentage: false,
  Overage: false,
  TieredWithOverage: false,
  PreratedPerUnit: false,
  PreratedPricing: false,
  HighWatermarkVolumePricing: false,
  HighWatermarkTieredPricing: false,
};

/** Whether a subscription says how many units; of the others it is 1. Usage is recorded. */
export const hasQuantity = ({ chargeType, chargeModel }: TypeAndModel): boolean =>
  chargeType !== "Usage" && IS_COUNTED[chargeModel];

type TypeAndModel = { readonly chargeType: ChargeType; readonly chargeModel: ChargeModel };

export const isSameModelTerms = (one: ModelTerms, other: ModelTerms): boolean =>
  one === other ||
  (one.deliveryDays.join() === other.deliveryDays.join() &&
    isSameUsage(one.usage, other.usage) &&
    isSamePrepaid(one.prepaid, other.prepaid) &&
    one.tiers.length === other.tiers.length &&
    one.tiers.every((tier, index) => isSameTier(tier, other.tiers[index] ?? tier)));

const isSameUsage = (one: UsageTerms | null, other: UsageTerms | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.ratingGroup === other.ratingGroup &&
    one.prorationOption === other.prorationOption &&
    one.includedUnits.eq(other.includedUnits) &&
    one.smoothing?.numberOfPeriods === other.smoothing?.numberOfPeriods);

const isSameTier = (one: Tier, other: Tier): boolean =>
  one.price.eq(other.price) &&
  one.priceFormat === other.priceFormat &&
  one.startingUnit.eq(other.startingUnit) &&
  (one.endingUnit && other.endingUnit
    ? one.endingUnit.eq(other.endingUnit)
    : one.endingUnit === other.endingUnit);
