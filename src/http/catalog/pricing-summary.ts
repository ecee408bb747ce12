import type { ChargeTerms } from "#engine/model/charge.ts";
import { HAS_PRICE, HAS_TIERS, type Tier } from "#engine/model/model-terms.ts";
import { type Decimal, formatDecimal } from "#engine/values/decimal.ts";

type Summed = Pick<ChargeTerms, "chargeModel" | "unitOfMeasure"> & {
  readonly price: Decimal;
  readonly tiers: readonly Tier[];
};

/**
 * "USD30", "USD4/Each", "0 to 5 Each: USD0, above: USD2/Each"; "10%  discount", whose two spaces are the
 * field's own.
 */
export function pricingSummaryOf(
  { chargeModel, unitOfMeasure, price, tiers }: Summed,
  currency: string,
): string {
  if (HAS_TIERS[chargeModel]) {
    const inTiers = tiers.map((tier) => inTier(tier, unitOfMeasure, currency)).join(", ");
    if (chargeModel !== "TieredWithOverage") return inTiers;
    return `${inTiers}, above: ${currency}${formatDecimal(price, 0)}/${unitOfMeasure}`;
  }
  if (!HAS_PRICE[chargeModel]) return "Rated by its records";
  const amount = `${currency}${formatDecimal(price, 0)}`;
  if (chargeModel === "DiscountPercentage") return `${formatDecimal(price, 0)}%  discount`;
  if (chargeModel === "DiscountFixedAmount") return `${amount} discount`;
  if (chargeModel === "Delivery") return `${amount}/delivery`;
  const isPerUnit = chargeModel === "PerUnit" || chargeModel === "Overage";
  return isPerUnit && unitOfMeasure ? `${amount}/${unitOfMeasure}` : amount;
}

function inTier(tier: Tier, unitOfMeasure: string | null, currency: string): string {
  const unit = unitOfMeasure === null ? "" : ` ${unitOfMeasure}`;
  const from = formatDecimal(tier.startingUnit, 0);
  const units = tier.endingUnit
    ? `${from} to ${formatDecimal(tier.endingUnit, 0)}${unit}`
    : `${from}${unit} and more`;
  const amount = `${currency}${formatDecimal(tier.price, 0)}`;
  const isPerUnit = tier.priceFormat === "PerUnit" && unitOfMeasure !== null;
  return `${units}: ${isPerUnit ? `${amount}/${unitOfMeasure}` : amount}`;
}
