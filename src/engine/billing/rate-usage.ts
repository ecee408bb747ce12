import { averagePrice, listAmount, unitListPrice } from "../charge-models/index.ts";
import { tierDetail } from "../charge-models/tier-detail.ts";
import { BillingError } from "../errors.ts";
import type { UsageTotal } from "../model/usage.ts";
import { type Decimal, formatDecimal, maximum, sum, ZERO } from "../values/decimal.ts";
import type { BillableCharge } from "./billable.ts";

/** What usage costs, unrounded, and why. */
export type RatedUsage = {
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unrounded: Decimal;
  readonly inputs: Readonly<Record<string, string>>;
};

/**
 * Rates the usage of one billing period by the charge's model: all of it together, or in groups of
 * which each fills tiers of its own. Records that were rated before say what they cost themselves. A
 * flat fee costs its price whatever was used.
 *
 * @param priced  what each group, or each record rated before, comes to: rounded where it is by itself
 *
 * Errors: USAGE_NOT_PRICED. Worked examples: docs/spec/usage.md.
 */
export function rateUsage(
  charge: BillableCharge,
  totals: readonly UsageTotal[],
  priced: (amount: Decimal) => Decimal = (amount) => amount,
): RatedUsage {
  switch (charge.chargeModel) {
    case "PreratedPerUnit":
    case "PreratedPricing":
      return ratedBefore(charge, totals, priced);
    case "HighWatermarkVolumePricing":
    case "HighWatermarkTieredPricing":
      return byListAmount(charge, [highestDay(totals)], priced);
    case "FlatFee":
      return flatFeeOf(charge, totals);
    default:
      return byListAmount(charge, groupsOf(totals), priced);
  }
}

function byListAmount(
  charge: BillableCharge,
  groups: readonly Decimal[],
  priced: (amount: Decimal) => Decimal,
): RatedUsage {
  const quantity = sum(groups);
  const amounts = groups.map((group) => priced(listAmount({ ...charge, quantity: group })));
  const unrounded = sum(amounts);
  const isOne = groups.length === 1;
  return {
    quantity,
    unrounded,
    unitPrice: isOne ? unitListPrice({ ...charge, quantity }) : averagePrice(unrounded, quantity),
    inputs: {
      quantity: formatDecimal(quantity, 0),
      ...termsOf(charge),
      ...(charge.modelTerms.tiers.length > 0 && {
        tiers: groups
          .slice(0, MOST_GROUPS)
          .map((group) => tierDetail({ ...charge, quantity: group }))
          .join("; "),
      }),
      ...(groups.length > 1 && { groups: String(groups.length) }),
    },
  };
}

/** As many as an explanation can be read with. */
const MOST_GROUPS = 20;

function termsOf({ chargeModel, price, modelTerms }: BillableCharge) {
  const included = modelTerms.usage?.includedUnits ?? ZERO;
  return {
    ...(modelTerms.tiers.length === 0 && { listPrice: formatDecimal(price) }),
    ...(chargeModel === "TieredWithOverage" && { overagePrice: formatDecimal(price) }),
    ...(chargeModel === "Overage" && { includedUnits: formatDecimal(included, 0) }),
  };
}

const groupsOf = (totals: readonly UsageTotal[]): Decimal[] => {
  const groups = Map.groupBy(totals, ({ group }) => group);
  return groups.size === 0 ? [ZERO] : [...groups.values()].map(quantityOf);
};

export const quantityOf = (totals: readonly UsageTotal[]): Decimal =>
  sum(totals.map(({ quantity }) => quantity));

const highestDay = (totals: readonly UsageTotal[]): Decimal =>
  [...Map.groupBy(totals, ({ day }) => day).values()].map(quantityOf).reduce(maximum, ZERO);

function flatFeeOf(charge: BillableCharge, totals: readonly UsageTotal[]): RatedUsage {
  const { price } = charge;
  const inputs = {
    listPrice: formatDecimal(price),
    unitsUsed: formatDecimal(quantityOf(totals), 0),
  };
  return { quantity: charge.quantity, unitPrice: price, unrounded: price, inputs };
}

function ratedBefore(
  { chargeNumber, modelTerms }: BillableCharge,
  totals: readonly UsageTotal[],
  priced: (amount: Decimal) => Decimal,
): RatedUsage {
  const unpriced = totals.reduce((count, total) => count + total.unpriced, 0);
  const field = modelTerms.usage?.ratedBy ?? "";
  if (unpriced > 0) throw new BillingError("USAGE_NOT_PRICED", { chargeNumber, field });
  const quantity = quantityOf(totals);
  const unrounded = sum(totals.map(({ amount }) => priced(amount)));
  const inputs = { quantity: formatDecimal(quantity, 0), ratedBy: field };
  return { quantity, unrounded, unitPrice: averagePrice(unrounded, quantity), inputs };
}
