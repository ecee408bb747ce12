import { BillingError } from "../errors.ts";
import type { ProductRatePlanKey } from "../model/order.ts";
import type { ProductRatePlan } from "../model/product.ts";

/** Product rate plans by id and by number. */
export type Catalog = ReadonlyMap<string, ProductRatePlan>;

/**
 * The product rate plan that an order names. Other systems may have one id for several.
 * Errors: RATE_PLAN_NOT_FOUND, NOT_ALLOWED (an external id of several).
 */
export function productRatePlanNamed(
  catalog: Catalog,
  { productRatePlanKey: key, keyedBy }: ProductRatePlanKey,
): ProductRatePlan {
  const named = keyedBy === undefined ? [catalog.get(key)] : plansOfExternalId(catalog, key);
  const [productRatePlan, another] = named;
  if (!productRatePlan) throw new BillingError("RATE_PLAN_NOT_FOUND", { key });
  if (!another) return productRatePlan;
  const message = `'externalCatalogPlanId' '${key}' is of several product rate plans.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

export const plansOfExternalId = (catalog: Catalog, externalId: string): ProductRatePlan[] => [
  ...new Set([...catalog.values()].filter((plan) => plan.externalRatePlanIds.includes(externalId))),
];
