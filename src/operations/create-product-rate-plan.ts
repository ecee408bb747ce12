import { checkDaysOfSale } from "#engine/catalog/days-of-sale.ts";
import { BillingError } from "#engine/errors.ts";
import type { ProductRatePlan } from "#engine/model/product.ts";
import { isCurrencyCode } from "#engine/values/currency.ts";
import { findProduct, saveProductRatePlan } from "#store/catalog.ts";
import { findTakenPlanNames } from "#store/catalog-changes.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import type { Context } from "./context.ts";

type Optional = Omit<ProductRatePlan, "productRatePlanId" | "productId" | "name" | "charges">;

export type NewProductRatePlan = {
  /** Id, number or SKU. */
  readonly productKey: string;
  readonly name: string;
} & {
  /** Left out: the next number, the product's days of sale, or empty. */
  readonly [Field in keyof Optional]?: Optional[Field] | undefined;
};

/**
 * Adds a rate plan to a product; its charges follow.
 *
 * Errors: ENTITY_NOT_FOUND for the product; NUMBER_IN_USE for its number, or its name within the
 * product; INVALID_VALUE for a currency that does not exist, or when it ends before it starts.
 */
export async function createProductRatePlan(
  context: Context,
  wanted: NewProductRatePlan,
): Promise<ProductRatePlan> {
  const { productKey, name, activeCurrencies = [] } = wanted;
  refuseUnknownCurrency(activeCurrencies);
  return inTransaction(context.database, context.entityId, async (tx) => {
    const product = await findProduct(tx, productKey);
    if (!product) throw new BillingError("ENTITY_NOT_FOUND", { key: productKey });
    const { productId } = product;
    const taken = await findTakenPlanNames(tx, {
      productId,
      name,
      number: wanted.productRatePlanNumber,
    });
    if (taken.name) throw inUse("Name", name);
    if (taken.number) throw inUse("ProductRatePlanNumber", wanted.productRatePlanNumber ?? "");
    const plan = {
      productRatePlanId: newId(),
      productRatePlanNumber:
        wanted.productRatePlanNumber ?? (await nextNumber(tx, "product_rate_plan")),
      productId,
      name,
      description: wanted.description ?? null,
      effectiveStartDate: wanted.effectiveStartDate ?? product.effectiveStartDate,
      effectiveEndDate: wanted.effectiveEndDate ?? product.effectiveEndDate,
      activeCurrencies,
      grade: wanted.grade ?? null,
      externalRatePlanIds: wanted.externalRatePlanIds ?? [],
      customFields: wanted.customFields ?? {},
    };
    checkDaysOfSale(plan);
    await saveProductRatePlan(tx, plan, context.userId);
    return { ...plan, charges: [] };
  });
}

/** Errors: INVALID_VALUE. */
export function refuseUnknownCurrency(currencies: readonly string[]): void {
  const unknown = currencies.find((code) => !isCurrencyCode(code));
  if (unknown === undefined) return;
  const message = `'${unknown}' is not a valid currency code`;
  throw new BillingError("INVALID_VALUE", { field: "ActiveCurrencies", message });
}

const inUse = (field: string, number: string) =>
  new BillingError("NUMBER_IN_USE", { field, number });
