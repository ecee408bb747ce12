import { checkDaysOfSale } from "#engine/catalog/days-of-sale.ts";
import { BillingError } from "#engine/errors.ts";
import type { Product } from "#engine/model/product.ts";
import { findProduct } from "#store/catalog.ts";
import {
  findTakenProductNames,
  lockInCatalog,
  saveChangedProduct,
} from "#store/catalog-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { givenOf } from "./given-of.ts";

/** What changes of a product: what is left out stays. */
export type ProductChange = {
  readonly [Field in keyof Omit<Product, "productId">]?: Product[Field] | undefined;
};

/**
 * Changes a product of the catalog. What was sold of it stays as it was sold.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for another number; NUMBER_IN_USE for its name or SKU;
 * INVALID_VALUE when it ends before it starts.
 */
export const updateProduct = (
  context: Context,
  key: string,
  change: ProductChange,
): Promise<Product> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const product = await lockProduct(tx, key);
    refuseOtherNumber("ProductNumber", product.productNumber, change.productNumber);
    const changed: Product = {
      ...product,
      ...givenOf(change),
      customFields: { ...product.customFields, ...change.customFields },
    };
    checkDaysOfSale(changed);
    const taken = await findTakenProductNames(tx, changed);
    if (taken.name) throw inUse("Name", changed.name);
    if (taken.sku) throw inUse("SKU", changed.sku);
    await saveChangedProduct(tx, changed, context.userId);
    return changed;
  });

/** The product, which nobody else changes meanwhile. Errors: ENTITY_NOT_FOUND. */
export async function lockProduct(tx: Transaction, key: string): Promise<Product> {
  const found = await findProduct(tx, key);
  if (found) await lockInCatalog(tx, "products", found.productId);
  const product = found && (await findProduct(tx, found.productId));
  if (!product) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return product;
}

/** Numbers are drawn or chosen when something is made. Errors: NOT_ALLOWED. */
export function refuseOtherNumber(
  field: string,
  number: string,
  wanted: string | null | undefined,
): void {
  if (wanted === undefined || wanted === null || wanted === number) return;
  const message = `${field} cannot be changed: it is '${number}'.`;
  throw new BillingError("NOT_ALLOWED", { field, message });
}

const inUse = (field: string, number: string) =>
  new BillingError("NUMBER_IN_USE", { field, number });
