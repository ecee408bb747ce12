import { BillingError } from "#engine/errors.ts";
import type { ProductRatePlan } from "#engine/model/product.ts";
import { listProductRatePlansOf } from "#store/catalog.ts";
import { type CatalogIds, findUseOfCatalog, markDeleted } from "#store/catalog-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { lockProduct } from "./update-product.ts";
import { lockProductRatePlan } from "./update-product-rate-plan.ts";
import { lockProductRatePlanCharge } from "./update-product-rate-plan-charge.ts";

/**
 * Deletes a product with its rate plans and their charges. Returns its id.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for what was ever subscribed to, sold or billed.
 */
export const deleteProduct = (context: Context, key: string): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { productId } = await lockProduct(tx, key);
    const ids = idsOf(await listProductRatePlansOf(tx, [productId]));
    await refuseUsed(tx, "product", ids);
    await markDeleted(tx, { productId, ...ids }, context.userId);
    return productId;
  });

/** The same of one rate plan with its charges. Errors: as deleteProduct. */
export const deleteProductRatePlan = (context: Context, key: string): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const plan = await lockProductRatePlan(tx, key);
    await refuseUsed(tx, "rate plan", idsOf([plan]));
    await markDeleted(tx, idsOf([plan]), context.userId);
    return plan.productRatePlanId;
  });

/** The same of one charge. Errors: as deleteProduct. */
export const deleteProductRatePlanCharge = (context: Context, key: string): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { productRatePlanChargeId } = await lockProductRatePlanCharge(tx, key);
    const ids = { planIds: [], chargeIds: [productRatePlanChargeId] };
    await refuseUsed(tx, "charge", ids);
    await markDeleted(tx, ids, context.userId);
    return productRatePlanChargeId;
  });

const idsOf = (plans: readonly ProductRatePlan[]): CatalogIds => ({
  planIds: plans.map(({ productRatePlanId }) => productRatePlanId),
  chargeIds: plans.flatMap(({ charges }) =>
    charges.map(({ productRatePlanChargeId }) => productRatePlanChargeId),
  ),
});

async function refuseUsed(tx: Transaction, what: string, ids: CatalogIds): Promise<void> {
  const use = await findUseOfCatalog(tx, ids);
  if (use === undefined) return;
  const message = `The ${what} cannot be deleted: ${use}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
