import {
  type ChargeChange,
  catalogTiersOf,
  changedCharge,
} from "#engine/catalog/changed-charge.ts";
import type { CatalogTier } from "#engine/catalog/prices.ts";
import { BillingError } from "#engine/errors.ts";
import type { ProductRatePlanCharge } from "#engine/model/product.ts";
import {
  type ChargeOfPlan,
  findProductRatePlan,
  findProductRatePlanCharge,
} from "#store/catalog.ts";
import {
  isSubscribed,
  lockInCatalog,
  saveChangedProductRatePlanCharge,
} from "#store/catalog-changes.ts";
import { findCatalogTier } from "#store/catalog-tiers.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { checkReferences } from "./create-product-rate-plan-charge.ts";
import { givenOf } from "./given-of.ts";
import { refuseOtherNumber } from "./update-product.ts";

export type UpdatedCharge = ChargeChange & {
  /** Of its rate plan, which it does not leave. */
  readonly productRatePlanKey?: string | undefined;
  readonly productRatePlanChargeNumber?: string | null | undefined;
};

/**
 * Changes a charge of the catalog. Subscriptions keep the charges that they have, with their prices.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for another plan or number; those of changedCharge and
 * checkReferences.
 */
export const updateProductRatePlanCharge = (
  context: Context,
  key: string,
  wanted: UpdatedCharge,
): Promise<ProductRatePlanCharge> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { productRatePlanKey, productRatePlanChargeNumber: number, ...change } = wanted;
    const charge = await lockProductRatePlanCharge(tx, key);
    refuseOtherNumber("ProductRatePlanChargeNumber", charge.productRatePlanChargeNumber, number);
    await refuseOtherPlan(tx, charge, productRatePlanKey);
    return changeCharge(tx, context, charge, change);
  });

/** What changes of one price: what is left out stays. */
export type TierChange = Pick<
  CatalogTier,
  "price" | "priceFormat" | "discountAmount" | "discountPercentage"
>;

/**
 * Changes one price of a charge: in one currency, of one tier.
 *
 * Errors: ENTITY_NOT_FOUND; those of changedCharge.
 */
export const updateProductRatePlanChargeTier = (
  context: Context,
  key: string,
  change: TierChange,
): Promise<ProductRatePlanCharge> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findCatalogTier(tx, key);
    const charge = found && (await lockProductRatePlanCharge(tx, found.productRatePlanChargeId));
    // As it is now that nobody else can change the charge.
    const tier = charge && (await findCatalogTier(tx, key));
    if (!tier) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { currency, number } = tier;
    let counted = 0;
    const tiers = catalogTiersOf(charge).map((each) => {
      if (each.currency === currency) counted += 1;
      return each.currency === currency && counted === number
        ? { ...each, ...givenOf(change) }
        : each;
    });
    return changeCharge(tx, context, charge, { tiers });
  });

async function changeCharge(
  tx: Transaction,
  { userId }: Context,
  charge: ProductRatePlanCharge,
  change: ChargeChange,
): Promise<ProductRatePlanCharge> {
  const { productRatePlanChargeId: id } = charge;
  const changed = changedCharge(charge, change, { isSubscribed: await isSubscribed(tx, id) });
  await checkReferences(tx, changed);
  await saveChangedProductRatePlanCharge(tx, changed, userId);
  return changed;
}

/** The charge, which nobody else changes meanwhile. Errors: ENTITY_NOT_FOUND. */
export async function lockProductRatePlanCharge(
  tx: Transaction,
  key: string,
): Promise<ChargeOfPlan> {
  const found = await findProductRatePlanCharge(tx, key);
  const id = found?.productRatePlanChargeId;
  if (id) await lockInCatalog(tx, "product_rate_plan_charges", id);
  const charge = id && (await findProductRatePlanCharge(tx, id));
  if (!charge) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return charge;
}

async function refuseOtherPlan(
  tx: Transaction,
  { productRatePlanId }: ChargeOfPlan,
  key: string | undefined,
): Promise<void> {
  if (key === undefined || key === productRatePlanId) return;
  const plan = await findProductRatePlan(tx, key);
  if (!plan) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (plan.productRatePlanId === productRatePlanId) return;
  const message = "A charge cannot be moved to another rate plan.";
  throw new BillingError("NOT_ALLOWED", { field: "ProductRatePlanId", message });
}
