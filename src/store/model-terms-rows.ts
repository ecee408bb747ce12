/** Terms of charge models as jsonb: numbers as text, so that none is rounded on the way. */
import type { CommitmentTerms } from "#engine/model/commitment.ts";
import {
  type ModelTerms,
  PRICE_ALONE,
  type Tier,
  type UsageTerms,
} from "#engine/model/model-terms.ts";
import type { Drawdown, PrepaidTerms, Prepayment } from "#engine/model/prepaid.ts";
import { decimal, formatDecimal } from "#engine/values/decimal.ts";

export type StoredTier = {
  startingUnit: string;
  endingUnit: string | null;
  price: string;
  priceFormat: Tier["priceFormat"];
};

/** What is empty is left out. */
export type StoredModelTerms = {
  tiers?: StoredTier[];
  deliveryDays?: ModelTerms["deliveryDays"];
  usage?: Omit<UsageTerms, "includedUnits"> & { includedUnits: string };
  prepaid?: StoredPrepaid;
  commitment?: CommitmentTerms;
};

export type StoredPrepaid =
  | (Omit<Prepayment, "quantity"> & { quantity: string })
  | (Omit<Drawdown, "rate"> & { rate: string });

export const toPrepaid = (stored: StoredPrepaid): PrepaidTerms =>
  stored.operation === "topup"
    ? { ...stored, quantity: decimal(stored.quantity) }
    : { ...stored, rate: decimal(stored.rate) };

const fromPrepaid = (terms: PrepaidTerms): StoredPrepaid =>
  terms.operation === "topup"
    ? { ...terms, quantity: formatDecimal(terms.quantity, 0) }
    : { ...terms, rate: formatDecimal(terms.rate, 0) };

export const toTier = (stored: StoredTier): Tier => ({
  startingUnit: decimal(stored.startingUnit),
  endingUnit: stored.endingUnit === null ? null : decimal(stored.endingUnit),
  price: decimal(stored.price),
  priceFormat: stored.priceFormat,
});

export const fromTier = (tier: Tier): StoredTier => ({
  startingUnit: formatDecimal(tier.startingUnit, 0),
  endingUnit: tier.endingUnit && formatDecimal(tier.endingUnit, 0),
  price: formatDecimal(tier.price, 0),
  priceFormat: tier.priceFormat,
});

export function toModelTerms(stored: StoredModelTerms | null): ModelTerms {
  if (stored === null) return PRICE_ALONE;
  return {
    ...PRICE_ALONE,
    ...stored,
    tiers: (stored.tiers ?? []).map(toTier),
    usage: stored.usage
      ? { ...stored.usage, includedUnits: decimal(stored.usage.includedUnits) }
      : null,
    prepaid: stored.prepaid ? toPrepaid(stored.prepaid) : null,
  };
}

/** Null for a charge that has a price alone. */
export function fromModelTerms({ tiers, ...others }: ModelTerms): StoredModelTerms | null {
  const stored: StoredModelTerms = {
    ...(tiers.length > 0 && { tiers: tiers.map(fromTier) }),
    ...(others.deliveryDays.length > 0 && { deliveryDays: others.deliveryDays }),
    ...(others.usage && {
      usage: { ...others.usage, includedUnits: formatDecimal(others.usage.includedUnits, 0) },
    }),
    ...(others.prepaid && { prepaid: fromPrepaid(others.prepaid) }),
    ...(others.commitment && { commitment: others.commitment }),
  };
  return Object.keys(stored).length > 0 ? stored : null;
}
