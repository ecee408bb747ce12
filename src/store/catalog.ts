/**
 * The product catalog. Keys are ids or numbers. Plans come with all of their charges from one query,
 * however many are asked for.
 */
import type { Product, ProductRatePlan, ProductRatePlanCharge } from "#engine/model/product.ts";
import {
  type ChargeColumns,
  type LabelledProduct,
  type Offered,
  type PlanColumns,
  type Stamped,
  toCharge,
  toChargeColumns,
  toPlan,
  toProduct,
} from "./catalog-rows.ts";
import { ENTITY_CLOCK, sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { organizationNamesOf } from "./organizations.ts";

/** The names of those to whom a product is offered. */
const offeredToNames = organizationNamesOf("products", "offered_to");

export async function findProduct(
  tx: Transaction,
  key: string,
): Promise<(Stamped<Product> & Offered) | undefined> {
  const { rows } = await sql<LabelledProduct>`
    select products.*, ${offeredToNames} from products
    where (product_id = ${idOf(key)}::uuid or product_number = ${key} or sku = ${key})
      and deleted_at is null and ${isOffered("products")}
    order by product_id = ${idOf(key)}::uuid desc nulls last, product_number = ${key} desc
    limit 1
  `.execute(tx);
  return rows[0] && toProduct(rows[0]);
}

/** @param limit  of the products, newest change first */
export async function listProducts(
  tx: Transaction,
  { offset, limit }: { offset: number; limit: number },
): Promise<(Stamped<Product> & Offered)[]> {
  const { rows } = await sql<LabelledProduct>`
    select products.*, ${offeredToNames} from products
    where deleted_at is null and ${isOffered("products")}
    order by updated_at desc, product_id desc
    offset ${offset} limit ${limit}
  `.execute(tx);
  return rows.map(toProduct);
}

/** A rate plan that a product rate plan charge is added to, or undefined. */
export async function findProductRatePlan(
  tx: Transaction,
  key: string,
): Promise<Stamped<ProductRatePlan> | undefined> {
  const [plan] = await listProductRatePlans(tx, [key]);
  return plan;
}

/** The rate plans with these ids or numbers; those that do not exist are left out. */
export const listProductRatePlans = (
  tx: Transaction,
  keys: readonly string[],
): Promise<Stamped<ProductRatePlan>[]> =>
  listPlansWhere(
    tx,
    sql`plan.product_rate_plan_id = any (${idsOf(keys)}::uuid[])
        or plan.product_rate_plan_number = any (${[...keys]}::text[])`,
  );

/**
 * The rate plans with one of these ids in other systems. By itself, because it reads the whole
 * catalog: under row-level security no index serves arrays.
 */
export const listProductRatePlansByExternalIds = (
  tx: Transaction,
  externalIds: readonly string[],
): Promise<Stamped<ProductRatePlan>[]> =>
  listPlansWhere(tx, sql`plan.external_rate_plan_ids && ${[...externalIds]}::text[]`);

/** Whether a product or a rate plan is offered within the organizations of the transaction. */
const isOffered = (table: string) =>
  sql.raw(`(${table}.offered_to is null or ${table}.offered_to = '{}'
    or current_organization_ids() is null or ${table}.offered_to && current_organization_ids())`);

/** All rate plans of these products, oldest first. */
export const listProductRatePlansOf = (
  tx: Transaction,
  productIds: readonly string[],
): Promise<Stamped<ProductRatePlan>[]> =>
  listPlansWhere(tx, sql`plan.product_id = any (${[...productIds]}::uuid[])`);

const idsOf = (keys: readonly string[]): string[] =>
  keys.map(idOf).filter((id): id is string => id !== null);

async function listPlansWhere(tx: Transaction, condition: ReturnType<typeof sql>) {
  const { rows } = await sql<PlanColumns & ChargeColumns>`
    select charge.*,
      plan.product_rate_plan_id as plan_id, plan.product_rate_plan_number, plan.product_id,
      plan.name as plan_name, plan.description as plan_description,
      plan.effective_start_date, plan.effective_end_date, plan.active_currencies, plan.grade,
      plan.external_rate_plan_ids, plan.custom_fields as plan_custom_fields,
      plan.created_by_id as plan_created_by_id, plan.created_at as plan_created_at,
      plan.updated_by_id as plan_updated_by_id, plan.updated_at as plan_updated_at
    from product_rate_plans plan
      left join product_rate_plan_charges charge
        on charge.product_rate_plan_id = plan.product_rate_plan_id and charge.deleted_at is null
    where (${condition}) and plan.deleted_at is null and ${isOffered("plan")}
    order by plan.created_at, plan.product_rate_plan_id,
      charge.created_at, charge.product_rate_plan_charge_id
  `.execute(tx);
  const plans = Map.groupBy(rows, (row) => row.plan_id);
  return [...plans.values()].map(toPlan);
}

export async function findProductRatePlanCharge(
  tx: Transaction,
  key: string,
): Promise<ChargeOfPlan | undefined> {
  const { rows } = await sql<ChargeColumns>`
    select * from product_rate_plan_charges
    where (product_rate_plan_charge_id = ${idOf(key)}::uuid
        or product_rate_plan_charge_number = ${key})
      and deleted_at is null
    order by product_rate_plan_charge_id = ${idOf(key)}::uuid desc nulls last
    limit 1
  `.execute(tx);
  const row = rows[0];
  return row && { productRatePlanId: row.product_rate_plan_id, ...toCharge(row) };
}

/** By ids or numbers; what is not there is missing. */
export async function listProductRatePlanCharges(
  tx: Transaction,
  keys: readonly string[],
): Promise<ProductRatePlanCharge[]> {
  if (keys.length === 0) return [];
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<ChargeColumns>`
    select * from product_rate_plan_charges
    where (product_rate_plan_charge_id = any (${ids}::uuid[])
        or product_rate_plan_charge_number = any (${[...keys]}::text[]))
      and deleted_at is null
  `.execute(tx);
  return rows.map(toCharge);
}

export type ChargeOfPlan = Stamped<ProductRatePlanCharge> & { readonly productRatePlanId: string };

export async function saveProduct(
  tx: Transaction,
  product: Product,
  userId: string,
): Promise<void> {
  await tx
    .insertInto("products")
    .values({
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
      ...stampedBy(userId),
    })
    .execute();
}

/** Saves the rate plan without its charges: each of them is saved by itself. */
export async function saveProductRatePlan(
  tx: Transaction,
  plan: Omit<ProductRatePlan, "charges">,
  userId: string,
): Promise<void> {
  await tx
    .insertInto("product_rate_plans")
    .values({
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
      offered_to: sql<string[] | null>`(
        select offered_to from products where product_id = ${plan.productId}::uuid)`,
      ...stampedBy(userId),
    })
    .execute();
}

export async function saveProductRatePlanCharge(
  tx: Transaction,
  plan: Pick<ProductRatePlan, "productRatePlanId">,
  charge: ProductRatePlanCharge,
  userId: string,
): Promise<void> {
  await tx
    .insertInto("product_rate_plan_charges")
    .values({
      ...toChargeColumns(charge),
      product_rate_plan_id: plan.productRatePlanId,
      ...stampedBy(userId),
    })
    .execute();
}

/** The clock, and not the transaction's start: what is made later in one transaction is listed later. */
const stampedBy = (userId: string) => ({
  created_by_id: userId,
  created_at: ENTITY_CLOCK,
  updated_by_id: userId,
  updated_at: ENTITY_CLOCK,
});
