/** Products, rate plans and charges, many at once. */
import type { Product, ProductRatePlan } from "#engine/model/product.ts";
import { toChargeColumns } from "./catalog-rows.ts";
import type { Transaction } from "./database.ts";

/** Saves products as they are given: whoever calls has seen to their names and numbers. */
export async function saveProducts(
  tx: Transaction,
  products: readonly Product[],
  userId: string,
): Promise<void> {
  if (products.length === 0) return;
  const by = { created_by_id: userId, updated_by_id: userId };
  await tx
    .insertInto("products")
    .values(
      products.map((product) => ({
        product_id: product.productId,
        product_number: product.productNumber,
        sku: product.sku,
        name: product.name,
        description: product.description,
        category: product.category,
        effective_start_date: product.effectiveStartDate,
        effective_end_date: product.effectiveEndDate,
        allow_feature_changes: product.allowFeatureChanges,
        custom_fields: JSON.stringify(product.customFields),
        ...by,
      })),
    )
    .execute();
}

/** Rate plans that are new, and charges that are: of plans that may be there before. */
export async function saveProductRatePlans(
  tx: Transaction,
  plans: readonly ProductRatePlan[],
  charges: readonly Pick<ProductRatePlan, "productRatePlanId" | "charges">[],
  userId: string,
): Promise<void> {
  const by = { created_by_id: userId, updated_by_id: userId };
  if (plans.length > 0) {
    await tx
      .insertInto("product_rate_plans")
      .values(
        plans.map((plan) => ({
          product_rate_plan_id: plan.productRatePlanId,
          product_rate_plan_number: plan.productRatePlanNumber,
          product_id: plan.productId,
          name: plan.name,
          description: plan.description,
          effective_start_date: plan.effectiveStartDate,
          effective_end_date: plan.effectiveEndDate,
          active_currencies: [...plan.activeCurrencies],
          grade: plan.grade,
          external_rate_plan_ids: [...plan.externalRatePlanIds],
          custom_fields: JSON.stringify(plan.customFields),
          ...by,
        })),
      )
      .execute();
  }
  const values = charges.flatMap(({ productRatePlanId, charges: own }) =>
    own.map((charge) => ({
      ...toChargeColumns(charge),
      product_rate_plan_id: productRatePlanId,
      ...by,
    })),
  );
  if (values.length > 0) await tx.insertInto("product_rate_plan_charges").values(values).execute();
}
