import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { DiscountOverride } from "#engine/model/discount.ts";
import type { PriceKind } from "#engine/model/price-kind.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { refuseFields } from "../refuse-field.ts";
import { toDiscountOverride } from "./discount-fields.ts";
import { toPrepaidChange } from "./prepaid-fields.ts";
import { toPriceChange } from "./price-change.ts";
import { NOT_YET, type pricing } from "./pricing-fields.ts";
import { toModelTerms } from "./tier-fields.ts";

type Pricing = z.output<typeof pricing>;

/** All that one of the containers may say. */
type PriceOverride = Partial<
  NonNullable<Pricing["recurringPerUnit"]> &
    NonNullable<Pricing["recurringTiered"]> &
    NonNullable<Pricing["recurringDelivery"]> &
    NonNullable<Pricing["usageOverage"]> &
    NonNullable<Pricing["usageTiered"]>
>;

type GivenPrice = {
  readonly kind: PriceKind;
  readonly price: PriceOverride;
  readonly discount?: DiscountOverride;
};

/** One kind of price; which one fits the charge is the engine's to say. */
export function priceOverride({ discount, ...body }: Pricing): GivenPrice | undefined {
  refuseFields(body, NOT_YET.pricing);
  const given = PRICE_KINDS.flatMap((kind): GivenPrice[] => {
    const price = body[kind];
    return price ? [{ kind: CANONICAL[kind] ?? (kind as PriceKind), price }] : [];
  });
  for (const { price } of given) {
    refuseFields(price, [...NOT_YET.price, ...NOT_YET.overage]);
  }
  if (discount) {
    const { priceChangeOption } = discount;
    const price = priceChangeOption ? { priceChangeOption } : {};
    given.push({ kind: "discount", price, discount: toDiscountOverride(discount) });
  }
  if (given.length <= 1) return given[0];
  const message = "'pricing' may contain only one kind of price.";
  throw new BillingError("NOT_ALLOWED", { message });
}

const CANONICAL: { readonly [Kind in keyof Pricing]?: PriceKind } = {
  recurringDeliveryBased: "recurringDelivery",
};

const PRICE_KINDS = [
  "oneTimeFlatFee",
  "oneTimePerUnit",
  "oneTimeTiered",
  "oneTimeVolume",
  "recurringFlatFee",
  "recurringPerUnit",
  "recurringTiered",
  "recurringVolume",
  "recurringDelivery",
  "recurringDeliveryBased",
  "usageFlatFee",
  "usagePerUnit",
  "usageTiered",
  "usageVolume",
  "usageOverage",
  "usageTieredWithOverage",
] as const satisfies readonly (PriceKind | "recurringDeliveryBased")[];

type Priced = {
  readonly kind: PriceKind | null;
  readonly price: Decimal | null;
  readonly quantity: Decimal | null;
};

/** What an override and an update of a charge have in common. */
export const toPrice = (
  given: ReturnType<typeof priceOverride>,
  ofPrepaid: Parameters<typeof toPrepaidChange>[0] = {},
): Omit<Priced, "kind"> & { pricing: PriceKind | null; discount?: DiscountOverride } & ReturnType<
    typeof toModelTerms
  > &
  ReturnType<typeof toPriceChange> => ({
  pricing: given?.kind ?? null,
  price: given?.price.listPrice ?? given?.price.overagePrice ?? null,
  quantity: given?.price.quantity ?? null,
  ...(given?.discount && { discount: given.discount }),
  ...merged(given ? toModelTerms(given.price) : {}, toPrepaidChange(ofPrepaid)),
  ...(given && toPriceChange(given.price)),
});

/** Nothing at all where nothing is given. */
const merged = (
  { modelTerms }: ReturnType<typeof toModelTerms>,
  prepaid: ReturnType<typeof toPrepaidChange>,
): ReturnType<typeof toModelTerms> =>
  modelTerms || prepaid.prepaid ? { modelTerms: { ...modelTerms, ...prepaid } } : {};

type ListPrice = Pick<PriceOverride, "listPriceBase" | "specificListPriceBase">;

/** Only what is given, as of the recurrence. */
export const toListPrice = (price: ListPrice | undefined) => ({
  ...(price?.listPriceBase && { listPriceBase: price.listPriceBase }),
  ...(price?.specificListPriceBase && { specificListPriceBase: price.specificListPriceBase }),
});
