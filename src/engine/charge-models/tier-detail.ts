import { formatDecimal } from "../values/decimal.ts";
import type { PricedTerms } from "./index.ts";
import { type TierPart, tiersReached } from "./tiers.ts";

/** What each unit of a quantity costs, in words: "5 at 0.00 + flat fee 200.00". */
export function tierDetail({ chargeModel, modelTerms, quantity }: PricedTerms): string {
  const reached = tiersReached(modelTerms.tiers, quantity);
  const last = reached.at(-1);
  const isVolume = chargeModel === "Volume" || chargeModel === "HighWatermarkVolumePricing";
  const parts = isVolume && last ? [{ ...last, units: quantity }] : reached;
  return parts.map(inWords).join(" + ");
}

const inWords = ({ tier: { price, priceFormat }, units }: TierPart): string =>
  priceFormat === "FlatFee"
    ? `flat fee ${formatDecimal(price)}`
    : `${formatDecimal(units, 0)} at ${formatDecimal(price)}`;
