import { BillingError } from "../errors.ts";
import type { ChargeModel } from "../model/charge.ts";
import {
  type GivenTier,
  HAS_PRICE,
  HAS_TIERS,
  type PriceFormat,
  type Tier,
} from "../model/model-terms.ts";
import { isCurrencyCode } from "../values/currency.ts";
import { type Decimal, ZERO } from "../values/decimal.ts";
import { discountPrice, isDiscountModel } from "./discount.ts";
import { tiersOf } from "./tiers.ts";

/** A price in a currency; null and undefined are the same. */
export type CatalogTier = {
  readonly currency?: string | null | undefined;
  readonly price?: Decimal | null | undefined;
  readonly startingUnit?: Decimal | null | undefined;
  readonly endingUnit?: Decimal | null | undefined;
  readonly priceFormat?: PriceFormat | null | undefined;
  /** Instead of the price, of a discount. */
  readonly discountAmount?: Decimal | undefined;
  readonly discountPercentage?: Decimal | undefined;
  /** The price of units above the last tier. */
  readonly isOveragePrice?: boolean | null | undefined;
};

type Prices = {
  readonly prices: Record<string, Decimal>;
  readonly tiers: Record<string, readonly Tier[]>;
};

/**
 * What a charge of the catalog costs in each currency: one price, or tiers.
 * Errors: MISSING_FIELD, INVALID_VALUE (a currency that there is not, two prices of one currency,
 * tiers that do not follow each other).
 */
export function pricesOf({
  chargeModel,
  tiers: given,
}: {
  readonly chargeModel: ChargeModel;
  readonly tiers: readonly CatalogTier[];
}): Prices {
  if (given.length === 0) throw new BillingError("MISSING_FIELD", { field: "Price" });
  const prices: Record<string, Decimal> = {};
  const tiers: Record<string, readonly Tier[]> = {};
  for (const [currency, ofCurrency] of Map.groupBy(given, currencyOf)) {
    const [first, another] = ofCurrency;
    if (HAS_TIERS[chargeModel]) {
      const [above] = ofCurrency.filter(({ isOveragePrice }) => isOveragePrice);
      const inTiers = ofCurrency.filter(({ isOveragePrice }) => !isOveragePrice);
      prices[currency] = HAS_PRICE[chargeModel] ? priceOf(above ?? {}) : ZERO;
      tiers[currency] = tiersOf(inTiers.map(toGivenTier));
      continue;
    }
    if (!HAS_PRICE[chargeModel]) {
      prices[currency] = ZERO;
      continue;
    }
    if (another) refuse(`There is more than one price in ${currency}.`);
    prices[currency] = isDiscountModel(chargeModel)
      ? discountPrice(chargeModel, first ?? {})
      : priceOf(first ?? {});
  }
  return { prices, tiers };
}

function currencyOf({ currency }: CatalogTier): string {
  if (!currency) throw new BillingError("MISSING_FIELD", { field: "Currency" });
  if (!isCurrencyCode(currency)) refuse(`'${currency}' is not a valid currency code`);
  return currency;
}

function priceOf({ price }: CatalogTier): Decimal {
  if (!price) throw new BillingError("MISSING_FIELD", { field: "Price" });
  return price;
}

const toGivenTier = (tier: CatalogTier): GivenTier => ({
  price: priceOf(tier),
  endingUnit: tier.endingUnit ?? null,
  ...(tier.startingUnit && { startingUnit: tier.startingUnit }),
  ...(tier.priceFormat && { priceFormat: tier.priceFormat }),
});

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
