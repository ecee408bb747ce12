import { BillingError } from "../errors.ts";
import type { GivenTier, Tier } from "../model/model-terms.ts";
import { type Decimal, isNegative, ZERO } from "../values/decimal.ts";

/**
 * Tiers as they are kept: in the order of their numbers, each above the one before it, and only the
 * last without end. One that says nothing of its units has those of the tier of the same number that
 * it replaces; otherwise it begins where the one before it ends, unless it says where.
 *
 * Errors: MISSING_FIELD (no tier at all), INVALID_VALUE (a tier that begins inside another, ends
 * before it begins, or has no end and is not the last).
 */
export function tiersOf(given: readonly GivenTier[], replaced: readonly Tier[] = []): Tier[] {
  if (given.length === 0) throw new BillingError("MISSING_FIELD", { field: "tiers" });
  const tiers: Tier[] = [];
  let below = ZERO;
  for (const tier of inOrder(given)) {
    const before = replaced[(tier.tier ?? tiers.length + 1) - 1];
    const { startingUnit = below, endingUnit = null } = saysUnits(tier) ? tier : (before ?? tier);
    checkBounds(tiers, { startingUnit, endingUnit, below });
    const priceFormat = tier.priceFormat ?? before?.priceFormat ?? "PerUnit";
    tiers.push({ startingUnit, endingUnit, price: tier.price, priceFormat });
    below = endingUnit ?? below;
  }
  return tiers;
}

const inOrder = (given: readonly GivenTier[]): GivenTier[] =>
  [...given].sort((a, b) => (a.tier ?? 0) - (b.tier ?? 0));

const saysUnits = ({ startingUnit, endingUnit }: GivenTier): boolean =>
  startingUnit !== undefined || endingUnit !== undefined;

type Bounds = { startingUnit: Decimal; endingUnit: Decimal | null; below: Decimal };

function checkBounds(tiers: readonly Tier[], { startingUnit, endingUnit, below }: Bounds): void {
  const number = tiers.length + 1;
  if (tiers.length > 0 && tiers.at(-1)?.endingUnit === null) {
    refuse(`Tier ${number - 1} has no ending unit, but is not the last.`);
  }
  if (isNegative(startingUnit) || startingUnit.lt(below)) {
    refuse(`Tier ${number} begins at ${startingUnit.toFixed()}, inside another tier.`);
  }
  if (endingUnit && (endingUnit.lt(startingUnit) || endingUnit.lte(below))) {
    refuse(`Tier ${number} ends at ${endingUnit.toFixed()}, before it begins.`);
  }
}

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
