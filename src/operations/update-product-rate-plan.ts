import { checkDaysOfSale } from "#engine/catalog/days-of-sale.ts";
import { BillingError } from "#engine/errors.ts";
import type { ProductRatePlan } from "#engine/model/product.ts";
import { findProduct, findProductRatePlan } from "#store/catalog.ts";
import {
  findTakenPlanNames,
  lockInCatalog,
  saveChangedProductRatePlan,
} from "#store/catalog-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { refuseUnknownCurrency } from "./create-product-rate-plan.ts";
import { givenOf } from "./given-of.ts";
import { refuseOtherNumber } from "./update-product.ts";

type Changeable = Omit<ProductRatePlan, "productRatePlanId" | "productId" | "charges">;

/** What changes of a rate plan: what is left out stays. */
export type ProductRatePlanChange = {
  /** Of its product, which it does not leave. */
  readonly productKey?: string | undefined;
} & { readonly [Field in keyof Changeable]?: Changeable[Field] | undefined };

/**
 * Changes a rate plan of the catalog. Subscriptions that have it keep what they have.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for another product or number; NUMBER_IN_USE for its name;
 * INVALID_VALUE for a currency that does not exist, or when it ends before it starts.
 */
export const updateProductRatePlan = (
  context: Context,
  key: string,
  { productKey, ...change }: ProductRatePlanChange,
): Promise<ProductRatePlan> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const plan = await lockProductRatePlan(tx, key);
    refuseOtherNumber(
      "ProductRatePlanNumber",
      plan.productRatePlanNumber,
      change.productRatePlanNumber,
    );
    await refuseOtherProduct(tx, plan, productKey);
    refuseUnknownCurrency(change.activeCurrencies ?? []);
    const changed: ProductRatePlan = {
      ...plan,
      ...givenOf(change),
      customFields: { ...plan.customFields, ...change.customFields },
    };
    checkDaysOfSale(changed);
    if ((await findTakenPlanNames(tx, changed)).name) {
      throw new BillingError("NUMBER_IN_USE", { field: "Name", number: changed.name });
    }
    await saveChangedProductRatePlan(tx, changed, context.userId);
    return changed;
  });

/** The plan with its charges, which nobody else changes meanwhile. Errors: ENTITY_NOT_FOUND. */
export async function lockProductRatePlan(tx: Transaction, key: string): Promise<ProductRatePlan> {
  const found = await findProductRatePlan(tx, key);
  if (found) await lockInCatalog(tx, "product_rate_plans", found.productRatePlanId);
  const plan = found && (await findProductRatePlan(tx, found.productRatePlanId));
  if (!plan) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return plan;
}

async function refuseOtherProduct(
  tx: Transaction,
  { productId }: ProductRatePlan,
  key: string | undefined,
): Promise<void> {
  if (key === undefined || key === productId) return;
  const product = await findProduct(tx, key);
  if (!product) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (product.productId === productId) return;
  const message = "A rate plan cannot be moved to another product.";
  throw new BillingError("NOT_ALLOWED", { field: "ProductId", message });
}
