import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { ChargeModel, ChargeTerms, ChargeType } from "../model/charge.ts";
import type { PriceKind } from "../model/order.ts";

/** The catalog has no charge of another type and model. */
const PRICE_KIND: {
  readonly [Model in ChargeModel]: { readonly [Type in ChargeType]?: PriceKind };
} = {
  FlatFee: { OneTime: "oneTimeFlatFee", Recurring: "recurringFlatFee" },
  PerUnit: { OneTime: "oneTimePerUnit", Recurring: "recurringPerUnit" },
  Tiered: { OneTime: "oneTimeTiered", Recurring: "recurringTiered" },
  Volume: { OneTime: "oneTimeVolume", Recurring: "recurringVolume" },
  Delivery: { Recurring: "recurringDelivery" },
  DiscountFixedAmount: { Recurring: "discount" },
  DiscountPercentage: { Recurring: "discount" },
};

type PricedCharge = Pick<ChargeTerms, "name" | "chargeType" | "chargeModel">;

/** What a price of this charge is for. */
export function priceKindOf({
  chargeType,
  chargeModel,
}: Pick<PricedCharge, "chargeType" | "chargeModel">): PriceKind {
  const kind = PRICE_KIND[chargeModel][chargeType];
  assert(kind !== undefined, `a ${chargeType} charge may be priced as ${chargeModel}`);
  return kind;
}

/** A price of another kind would be charged as something that nobody ordered. */
export function checkPriceKind(charge: PricedCharge, pricing: PriceKind | null): void {
  if (pricing === null) return;
  const { name } = charge;
  const kind = priceKindOf(charge);
  if (pricing === kind) return;
  const message = `Charge '${name}' takes the pricing '${kind}', not '${pricing}'.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
