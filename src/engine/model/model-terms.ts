import type { Decimal } from "../values/decimal.ts";
import type { ChargeModel, DayOfWeek } from "./charge.ts";

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
};

/** Of a flat fee, a price per unit, and whatever else needs no more. One object for all. */
export const PRICE_ALONE: ModelTerms = { tiers: [], deliveryDays: [] };

/** What an order says of them: what is absent stays. */
export type ModelTermsChange = {
  readonly tiers?: readonly GivenTier[];
  readonly deliveryDays?: readonly DayOfWeek[];
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
};

/** Whether a subscription says how many units; of the others it is 1. */
export const HAS_QUANTITY: OfModel = {
  FlatFee: false,
  PerUnit: true,
  Tiered: true,
  Volume: true,
  Delivery: false,
  DiscountFixedAmount: false,
  DiscountPercentage: false,
};

export const isSameModelTerms = (one: ModelTerms, other: ModelTerms): boolean =>
  one === other ||
  (one.deliveryDays.join() === other.deliveryDays.join() &&
    one.tiers.length === other.tiers.length &&
    one.tiers.every((tier, index) => isSameTier(tier, other.tiers[index] ?? tier)));

const isSameTier = (one: Tier, other: Tier): boolean =>
  one.price.eq(other.price) &&
  one.priceFormat === other.priceFormat &&
  one.startingUnit.eq(other.startingUnit) &&
  (one.endingUnit && other.endingUnit
    ? one.endingUnit.eq(other.endingUnit)
    : one.endingUnit === other.endingUnit);
