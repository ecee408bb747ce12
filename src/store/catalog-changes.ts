/** Changing and deleting what is in the product catalog. */
import type { Product, ProductRatePlan, ProductRatePlanCharge } from "#engine/model/product.ts";
import { toChargeColumns } from "./catalog-rows.ts";
import { ENTITY_CLOCK, sql, type Transaction } from "./database.ts";

const KEYS = {
  products: "product_id",
  product_rate_plans: "product_rate_plan_id",
  product_rate_plan_charges: "product_rate_plan_charge_id",
} as const;

/** Until the transaction ends nobody else changes or deletes it. */
export async function lockInCatalog(
  tx: Transaction,
  table: keyof typeof KEYS,
  id: string,
): Promise<void> {
  const [name, key] = [sql.table(table), sql.ref(KEYS[table])];
  await sql`select from ${name} where ${key} = ${id}::uuid for update`.execute(tx);
}

type Taken = { readonly name: boolean; readonly sku: boolean; readonly productNumber: boolean };

/** Which of a product's unique names another product has. */
export async function findTakenProductNames(
  tx: Transaction,
  {
    name,
    sku,
    productNumber,
    productId = null,
  }: {
    name: string;
    sku: string | null;
    productNumber: string | null;
    /** Of the product itself, if there is one already. */
    productId?: string | null;
  },
): Promise<Taken> {
  const taken = (column: string, value: string | null) => sql<boolean>`exists (
    select 1 from products where ${sql.ref(column)} = ${value} and deleted_at is null
      and product_id is distinct from ${productId}::uuid)`;
  const { rows } = await sql<Taken>`
    select ${taken("name", name)} as name, ${taken("sku", sku)} as sku,
      ${taken("product_number", productNumber)} as "productNumber"
  `.execute(tx);
  return rows[0] ?? { name: false, sku: false, productNumber: false };
}

/** Whether the product has another plan of this name, and whether any plan has this number. */
export async function findTakenPlanNames(
  tx: Transaction,
  {
    productId,
    name,
    number = null,
    productRatePlanId = null,
  }: {
    productId: string;
    name: string;
    number?: string | null | undefined;
    /** Of the plan itself, if there is one already. */
    productRatePlanId?: string | null;
  },
): Promise<{ name: boolean; number: boolean }> {
  const isAnother = sql`deleted_at is null
    and product_rate_plan_id is distinct from ${productRatePlanId}::uuid`;
  const { rows } = await sql<{ name: boolean; number: boolean }>`
    select exists (select 1 from product_rate_plans
        where product_id = ${productId}::uuid and name = ${name} and ${isAnother}) as name,
      exists (select 1 from product_rate_plans
        where product_rate_plan_number = ${number} and ${isAnother}) as number
  `.execute(tx);
  return rows[0] ?? { name: false, number: false };
}

const changedBy = (userId: string) => ({
  updated_by_id: userId,
  updated_at: ENTITY_CLOCK,
});

export async function saveChangedProduct(
  tx: Transaction,
  product: Product,
  userId: string,
): Promise<void> {
  await tx
    .updateTable("products")
    .set({
      sku: product.sku,
      name: product.name,
      description: product.description,
      category: product.category,
      effective_start_date: product.effectiveStartDate,
      effective_end_date: product.effectiveEndDate,
      allow_feature_changes: product.allowFeatureChanges,
      custom_fields: JSON.stringify(product.customFields),
      ...changedBy(userId),
    })
    .where("product_id", "=", product.productId)
    .execute();
}

/** Without its charges. */
export async function saveChangedProductRatePlan(
  tx: Transaction,
  plan: Omit<ProductRatePlan, "charges">,
  userId: string,
): Promise<void> {
  await tx
    .updateTable("product_rate_plans")
    .set({
      name: plan.name,
      description: plan.description,
      effective_start_date: plan.effectiveStartDate,
      effective_end_date: plan.effectiveEndDate,
      active_currencies: [...plan.activeCurrencies],
      grade: plan.grade,
      external_rate_plan_ids: [...plan.externalRatePlanIds],
      custom_fields: JSON.stringify(plan.customFields),
      ...changedBy(userId),
    })
    .where("product_rate_plan_id", "=", plan.productRatePlanId)
    .execute();
}

export async function saveChangedProductRatePlanCharge(
  tx: Transaction,
  charge: ProductRatePlanCharge,
  userId: string,
): Promise<void> {
  const { product_rate_plan_charge_id: id, ...columns } = toChargeColumns(charge);
  await tx
    .updateTable("product_rate_plan_charges")
    .set({ ...columns, ...changedBy(userId) })
    .where("product_rate_plan_charge_id", "=", id)
    .execute();
}

/** Whether any version of a subscription, also of one that has ended, has the charge. */
export async function isSubscribed(tx: Transaction, chargeId: string): Promise<boolean> {
  const { rows } = await sql`
    select from rate_plan_charges where product_rate_plan_charge_id = ${chargeId}::uuid limit 1
  `.execute(tx);
  return rows.length > 0;
}

/** What is to be deleted: plans, and charges of theirs or others. */
export type CatalogIds = {
  readonly planIds: readonly string[];
  readonly chargeIds: readonly string[];
};

/** Whether something of it was ever sold or billed, and how: for a person to read. */
export async function findUseOfCatalog(
  tx: Transaction,
  { planIds, chargeIds }: CatalogIds,
): Promise<string | undefined> {
  const isOf = sql`product_rate_plan_charge_id = any (${[...chargeIds]}::uuid[])`;
  const { rows } = await sql<{ use: string }>`
    select use from (
      select 'a subscription has it' as use from rate_plans
      where product_rate_plan_id = any (${[...planIds]}::uuid[])
      union all select 'a subscription has it' from rate_plan_charges where ${isOf}
      union all select 'an order line item has it' from order_line_items where ${isOf}
      union all select 'it has been billed' from invoice_items where ${isOf}
      union all select 'it has been credited' from credit_memo_items where ${isOf}
      union all select 'it has been billed' from debit_memo_items where ${isOf}
    ) uses
    limit 1
  `.execute(tx);
  return rows[0]?.use;
}

/** From now on nobody finds them. What comes first is deleted first: a product, its plans, their charges. */
export async function markDeleted(
  tx: Transaction,
  { productId, planIds, chargeIds }: CatalogIds & { readonly productId?: string },
  userId: string,
): Promise<void> {
  const gone = sql`deleted_at = now(), updated_at = ${ENTITY_CLOCK},
    updated_by_id = ${userId}::uuid`;
  if (productId) {
    await sql`update products set ${gone} where product_id = ${productId}::uuid`.execute(tx);
  }
  await sql`
    update product_rate_plans set ${gone} where product_rate_plan_id = any (${[...planIds]}::uuid[])
  `.execute(tx);
  await sql`
    update product_rate_plan_charges set ${gone}
    where product_rate_plan_charge_id = any (${[...chargeIds]}::uuid[])
  `.execute(tx);
}
