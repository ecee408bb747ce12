/** Which units of a quantity are in which tier. */
import type { Tier } from "../model/model-terms.ts";
import { type Decimal, isNegative, isPositive, isZero, minimum, ZERO } from "../values/decimal.ts";

/** What a quantity has of a tier that it reaches. */
export type TierPart = {
  /** From 1. */
  readonly number: number;
  readonly tier: Tier;
  readonly units: Decimal;
};

/**
 * The tiers that a quantity reaches, with its units in each. A tier holds the units above the last
 * one of the tier before it, up to and with its own last; the last tier holds all that is left. No
 * unit at all is in the first tier when that begins at 0, and otherwise in none.
 *
 *     tiers     |0 ---- 5|5.01 -- 7|7.01 ---- 9|
 *     8.5 units |    5   |    2    |  1.5  |
 *
 * Worked examples: docs/spec/tiered.md, docs/spec/volume.md. No errors.
 */
export function tiersReached(tiers: readonly Tier[], quantity: Decimal): TierPart[] {
  const [first] = tiers;
  if (!first || isNegative(quantity)) return [];
  if (isZero(quantity)) {
    return isZero(first.startingUnit) ? [{ number: 1, tier: first, units: ZERO }] : [];
  }
  const parts: TierPart[] = [];
  let below = ZERO;
  for (const [index, tier] of tiers.entries()) {
    const end = index === tiers.length - 1 ? null : tier.endingUnit;
    const units = (end ? minimum(quantity, end) : quantity).minus(below);
    if (isPositive(units)) parts.push({ number: index + 1, tier, units });
    below = end ?? quantity;
    if (below.gte(quantity)) break;
  }
  return parts;
}

/** What units of a tier cost: each its price, or the tier its own. */
export const priceInTier = ({ price, priceFormat }: Tier, units: Decimal): Decimal =>
  priceFormat === "FlatFee" ? price : price.times(units);
