/** All charge models. Adding one to the ChargeModel union without a file here does not compile. */
import type { ChargeModel, ChargeTerms } from "../model/charge.ts";
import { type Decimal, divideUnrounded, isZero, roundToDecimals, ZERO } from "../values/decimal.ts";
import type { ListAmount, Priced } from "./charge-model.ts";
import { delivery } from "./delivery.ts";
import { discountFixedAmount } from "./discount-fixed-amount.ts";
import { discountPercentage } from "./discount-percentage.ts";
import { flatFee } from "./flat-fee.ts";
import { highWatermarkTieredPricing } from "./high-watermark-tiered-pricing.ts";
import { highWatermarkVolumePricing } from "./high-watermark-volume-pricing.ts";
import { overage } from "./overage.ts";
import { perUnit } from "./per-unit.ts";
import { preratedPerUnit } from "./prerated-per-unit.ts";
import { preratedPricing } from "./prerated-pricing.ts";
import { tiered } from "./tiered.ts";
import { tieredWithOverage } from "./tiered-with-overage.ts";
import { tiersReached } from "./tiers.ts";
import { volume } from "./volume.ts";

const chargeModels: { readonly [Model in ChargeModel]: ListAmount } = {
  FlatFee: flatFee,
  PerUnit: perUnit,
  Tiered: tiered,
  Volume: volume,
  Delivery: delivery,
  DiscountFixedAmount: discountFixedAmount,
  DiscountPercentage: discountPercentage,
  Overage: overage,
  TieredWithOverage: tieredWithOverage,
  PreratedPerUnit: preratedPerUnit,
  PreratedPricing: preratedPricing,
  HighWatermarkVolumePricing: highWatermarkVolumePricing,
  HighWatermarkTieredPricing: highWatermarkTieredPricing,
};

export type PricedTerms = Priced & Pick<ChargeTerms, "chargeModel">;

/** What one list price base of the charge costs, by its model. Unrounded. */
export const listAmount = (terms: PricedTerms): Decimal => chargeModels[terms.chargeModel](terms);

/**
 * The price of one unit that a document shows: of tiers the one that all units have, or what they
 * cost on average, to nine decimals (docs/decisions/0310-unit-prices-of-tiers.md).
 */
export function unitListPrice(terms: PricedTerms): Decimal {
  switch (terms.chargeModel) {
    case "FlatFee":
    case "PerUnit":
    case "Delivery":
    case "DiscountFixedAmount":
    case "DiscountPercentage":
    case "Overage":
      return terms.price;
    case "Volume":
    case "HighWatermarkVolumePricing":
      return tiersReached(terms.modelTerms.tiers, terms.quantity).at(-1)?.tier.price ?? ZERO;
    case "Tiered":
    case "TieredWithOverage":
    case "HighWatermarkTieredPricing":
    case "PreratedPerUnit":
    case "PreratedPricing":
      return averagePrice(listAmount(terms), terms.quantity);
  }
}

/** To nine decimals; 0 where there is nothing. */
export const averagePrice = (amount: Decimal, quantity: Decimal): Decimal =>
  isZero(quantity) ? ZERO : roundToDecimals(divideUnrounded(amount, quantity), 9);
