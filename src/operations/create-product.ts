import { checkDaysOfSale } from "#engine/catalog/days-of-sale.ts";
import { BillingError } from "#engine/errors.ts";
import type { Product } from "#engine/model/product.ts";
import { saveProduct } from "#store/catalog.ts";
import { findTakenProductNames } from "#store/catalog-changes.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import type { Context } from "./context.ts";

export type NewProduct = Pick<Product, "name" | "effectiveStartDate" | "effectiveEndDate"> & {
  /** Null: the next number. */
  readonly productNumber?: string | null | undefined;
  /** Null: the next number. */
  readonly sku?: string | null | undefined;
  readonly description?: Product["description"] | undefined;
  readonly category?: Product["category"] | undefined;
  readonly allowFeatureChanges?: boolean | undefined;
  readonly customFields?: Product["customFields"] | undefined;
};

/**
 * Adds a product to the catalog.
 *
 * Errors: NUMBER_IN_USE for its name, SKU or number; INVALID_VALUE when it ends before it starts.
 */
export async function createProduct(context: Context, wanted: NewProduct): Promise<Product> {
  const { sku = null, productNumber = null } = wanted;
  checkDaysOfSale(wanted);
  return inTransaction(context.database, context.entityId, async (tx) => {
    const taken = await findTakenProductNames(tx, { name: wanted.name, sku, productNumber });
    if (taken.name) throw inUse("Name", wanted.name);
    if (taken.sku) throw inUse("SKU", sku ?? "");
    if (taken.productNumber) throw inUse("ProductNumber", productNumber ?? "");
    const product: Product = {
      productId: newId(),
      productNumber: productNumber ?? (await nextNumber(tx, "product")),
      sku: sku ?? (await nextNumber(tx, "sku")),
      name: wanted.name,
      description: wanted.description ?? null,
      category: wanted.category ?? null,
      effectiveStartDate: wanted.effectiveStartDate,
      effectiveEndDate: wanted.effectiveEndDate,
      allowFeatureChanges: wanted.allowFeatureChanges ?? false,
      customFields: wanted.customFields ?? {},
    };
    await saveProduct(tx, product, context.userId);
    return product;
  });
}

const inUse = (field: string, number: string) =>
  new BillingError("NUMBER_IN_USE", { field, number });
