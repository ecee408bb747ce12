import { BillingError } from "../errors.ts";
import type { ChargeModel, ChargeTerms, ChargeType } from "../model/charge.ts";
import type { PriceKind } from "../model/price-kind.ts";

/** The catalog has no charge of another type and model. */
const PRICE_KIND: {
  readonly [Model in ChargeModel]: { readonly [Type in ChargeType]?: PriceKind };
} = {
  FlatFee: { OneTime: "oneTimeFlatFee", Recurring: "recurringFlatFee", Usage: "usageFlatFee" },
  PerUnit: { OneTime: "oneTimePerUnit", Recurring: "recurringPerUnit", Usage: "usagePerUnit" },
  Tiered: { OneTime: "oneTimeTiered", Recurring: "recurringTiered", Usage: "usageTiered" },
  Volume: { OneTime: "oneTimeVolume", Recurring: "recurringVolume", Usage: "usageVolume" },
  Delivery: { Recurring: "recurringDelivery" },
  DiscountFixedAmount: { Recurring: "discount" },
  DiscountPercentage: { Recurring: "discount" },
  Overage: { Usage: "usageOverage" },
  TieredWithOverage: { Usage: "usageTieredWithOverage" },
  PreratedPerUnit: {},
  PreratedPricing: {},
  HighWatermarkVolumePricing: {},
  HighWatermarkTieredPricing: {},
};

type PricedCharge = Pick<ChargeTerms, "name" | "chargeType" | "chargeModel">;

/** What a price of this charge is for; null where an order cannot give it any. */
export const priceKindOf = ({
  chargeType,
  chargeModel,
}: Pick<PricedCharge, "chargeType" | "chargeModel">): PriceKind | null =>
  PRICE_KIND[chargeModel][chargeType] ?? null;

/** A price of another kind would be charged as something that nobody ordered. */
export function checkPriceKind(charge: PricedCharge, pricing: PriceKind | null): void {
  if (pricing === null) return;
  const { name } = charge;
  const kind = priceKindOf(charge);
  if (pricing === kind) return;
  const message = `Charge '${name}' takes the pricing '${kind ?? "of the catalog"}', not '${pricing}'.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
