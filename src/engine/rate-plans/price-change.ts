import type { Charge, ChargeModel, PriceChange } from "../model/charge.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import { HAS_TIERS } from "../model/model-terms.ts";
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

/** A price, or those of tiers. */
type ListPrice = Pick<Charge, "price" | "modelTerms">;

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
): ListPrice {
  const { priceChange } = charge;
  if (NEVER_CHANGES.has(charge.chargeModel)) return charge;
  switch (priceChange.priceChangeOption) {
    case "NoChange":
      return charge;
    case "SpecificPercentageValue":
      return increasedBy(priceChange.priceIncreasePercentage, charge);
    case "UseLatestProductCatalogPricing": {
      const product = catalog
        .get(productRatePlanId)
        ?.charges.find((each) => each.productRatePlanChargeId === charge.productRatePlanChargeId);
      return (
        (product && isOfTheSame(product, charge) && latest(product, charge, currency)) || charge
      );
    }
  }
}

/** As published, whatever they say. */
const NEVER_CHANGES: ReadonlySet<ChargeModel> = new Set([
  "PreratedPerUnit",
  "PreratedPricing",
  "HighWatermarkVolumePricing",
  "HighWatermarkTieredPricing",
]);

const HUNDRED = decimal("100");

/** As many decimals as the API keeps of a price. */
const PRICE_DECIMALS = 9;

function increasedBy(percentage: Decimal, { price, modelTerms }: ListPrice): ListPrice {
  const increased = (before: Decimal): Decimal => increasedPrice(percentage, before);
  if (modelTerms.tiers.length === 0) return { price: increased(price), modelTerms };
  const tiers = modelTerms.tiers.map((tier) => ({ ...tier, price: increased(tier.price) }));
  return { price: increased(price), modelTerms: { ...modelTerms, tiers } };
}

/** Half up to nine decimals: a price is not an amount, and what is billed of it is rounded then. */
const increasedPrice = (percentage: Decimal, price: Decimal): Decimal =>
  roundToDecimals(price.times(HUNDRED.plus(percentage)).div(HUNDRED), PRICE_DECIMALS);

/** Undefined where the catalog has no price in the currency, or no tier that holds the quantity. */
function latest(
  { prices, tiers: tiersByCurrency }: ProductRatePlanCharge,
  { chargeModel, quantity, modelTerms }: Charge,
  currency: string,
): ListPrice | undefined {
  const price = prices[currency];
  if (!price) return undefined;
  if (!HAS_TIERS[chargeModel]) return { price, modelTerms };
  const tiers = tiersByCurrency[currency] ?? [];
  const end = tiers.at(-1)?.endingUnit ?? null;
  if (end && quantity.gt(end)) return undefined;
  return { price, modelTerms: { ...modelTerms, tiers } };
}

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
