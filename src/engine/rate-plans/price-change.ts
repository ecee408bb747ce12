import type { Charge, PriceChange } from "../model/charge.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { ProductRatePlan, ProductRatePlanCharge } from "../model/product.ts";
import { type Decimal, decimal, roundToDecimals } from "../values/decimal.ts";

export const NO_CHANGE: PriceChange = { priceChangeOption: "NoChange" };

/** As the catalog keeps it: among the fields that only subscriptions follow. */
export function priceChangeOf({
  priceChangeOption,
  priceIncreasePercentage,
}: CustomFields): PriceChange {
  switch (priceChangeOption) {
    case "UseLatestProductCatalogPricing":
      return { priceChangeOption };
    case "SpecificPercentageValue":
      if (typeof priceIncreasePercentage !== "number") return NO_CHANGE;
      return {
        priceChangeOption,
        priceIncreasePercentage: decimal(String(priceIncreasePercentage)),
      };
    default:
      return NO_CHANGE;
  }
}

/**
 * The price of a charge in the term that a renewal begins. The latest price of the catalog is taken
 * where it is a price of the same thing: of the same type and model, billing period, price base and
 * unit of measure, in the subscription's currency; otherwise the price stays.
 *
 * Worked examples: docs/spec/price-change.md. No errors.
 */
export function renewedPrice(
  charge: Charge,
  currency: string,
  catalog: ReadonlyMap<string, ProductRatePlan>,
  productRatePlanId: string,
): Decimal {
  const { priceChange, price } = charge;
  switch (priceChange.priceChangeOption) {
    case "NoChange":
      return price;
    case "SpecificPercentageValue":
      return increasedBy(priceChange.priceIncreasePercentage, price);
    case "UseLatestProductCatalogPricing": {
      const product = catalog
        .get(productRatePlanId)
        ?.charges.find((each) => each.productRatePlanChargeId === charge.productRatePlanChargeId);
      return (product && isOfTheSame(product, charge) && product.prices[currency]) || price;
    }
  }
}

const HUNDRED = decimal("100");

/** As many decimals as the API keeps of a price. */
const PRICE_DECIMALS = 9;

/** Half up to nine decimals: a price is not an amount, and what is billed of it is rounded then. */
const increasedBy = (percentage: Decimal, price: Decimal): Decimal =>
  roundToDecimals(price.times(HUNDRED.plus(percentage)).div(HUNDRED), PRICE_DECIMALS);

const isOfTheSame = (product: ProductRatePlanCharge, charge: Charge): boolean =>
  product.chargeType === charge.chargeType &&
  product.chargeModel === charge.chargeModel &&
  product.unitOfMeasure === charge.unitOfMeasure &&
  PRICED_BY.every((field) => product.recurrence?.[field] === charge.recurrence?.[field]);

const PRICED_BY = [
  "billingPeriod",
  "specificBillingPeriod",
  "listPriceBase",
  "specificListPriceBase",
] as const;
