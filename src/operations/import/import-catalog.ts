import type { ChargeDefinition } from "#engine/catalog/charge.ts";
import { newCharge } from "#engine/catalog/charge.ts";
import { checkDaysOfSale } from "#engine/catalog/days-of-sale.ts";
import { checkDiscountClass } from "#engine/catalog/discount.ts";
import { BillingError } from "#engine/errors.ts";
import { ownId, requiredIdIn, type SourceIds } from "#engine/import/source-ids.ts";
import {
  count,
  nameOf,
  oneOf,
  reference,
  required,
  requiredDay,
  type SourceRow,
  type SourceTables,
  sourceId,
  text,
} from "#engine/import/source-row.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import type { Product, ProductRatePlan, ProductRatePlanCharge } from "#engine/model/product.ts";
import { listProductRatePlans } from "#store/catalog.ts";
import type { Transaction } from "#store/database.ts";
import { saveProductRatePlans, saveProducts } from "#store/imported-catalog.ts";
import { listTakenNumbers, listTakenProductNames } from "#store/imported-records.ts";
import { nextNumbers } from "#store/numbers.ts";

/** From the columns of a charge and its tiers to what the catalog takes. */
export type ToChargeDefinition = (row: SourceRow, tiers: readonly SourceRow[]) => ChargeDefinition;

export type CatalogToImport = {
  readonly tables: SourceTables;
  readonly ids: SourceIds;
  /** Whether it was imported before. */
  readonly isKnown: (row: SourceRow) => boolean;
  readonly toChargeDefinition: ToChargeDefinition;
  readonly rules: BillingRules;
  readonly userId: string;
};

export type ImportedCatalog = {
  /** By our ids: those of the rows, and those that they name and that were imported before. */
  readonly plans: ReadonlyMap<string, ProductRatePlan>;
  /** What was brought along now. */
  readonly rows: readonly SourceRow[];
  readonly failures: readonly CatalogFailure[];
};

export type CatalogFailure = { readonly row: SourceRow; readonly reason: string };

/** Brings products, rate plans and charges along that are not here yet; what cannot be is listed. */
export async function importCatalog(
  tx: Transaction,
  catalog: CatalogToImport,
): Promise<ImportedCatalog> {
  const { tables, isKnown, userId } = catalog;
  const failures: CatalogFailure[] = [];
  const isNew = (row: SourceRow) => !isKnown(row);
  const taken = await takenNames(tx, tables);
  const products = made(tables.Product.filter(isNew), failures, (row) =>
    productOf(row, catalog, taken),
  );
  const numberedProducts = await numbered(tx, products);
  const plans = made(tables.ProductRatePlan.filter(isNew), failures, (row) =>
    planOf(row, catalog, taken),
  );
  const numberedPlans = await numberedPlansOf(tx, plans);
  const tiers = Map.groupBy(tables.ProductRatePlanChargeTier, (row) =>
    reference(row, "ProductRatePlanChargeId"),
  );
  const chargeNumbers = await nextNumbers(
    tx,
    "product_rate_plan_charge",
    tables.ProductRatePlanCharge.filter((row) => isNew(row) && !chargeNumberOf(row)).length,
  );
  const charges = made(tables.ProductRatePlanCharge.filter(isNew), failures, (row) =>
    chargeOf(row, tiers.get(sourceId(row)) ?? [], { ...catalog, taken, chargeNumbers }),
  );
  await saveProducts(tx, numberedProducts, userId);
  const byPlan = Map.groupBy(charges, ({ value }) => value.productRatePlanId);
  await saveProductRatePlans(
    tx,
    numberedPlans,
    [...byPlan].map(([productRatePlanId, own]) => ({
      productRatePlanId,
      charges: own.map(({ value }) => value.charge),
    })),
    userId,
  );
  const rows = [...products, ...plans, ...charges].map(({ row }) => row);
  return { plans: await plansNamed(tx, catalog), rows, failures };
}

type Made<Value> = { readonly row: SourceRow; readonly value: Value };

function made<Value>(
  rows: readonly SourceRow[],
  failures: CatalogFailure[],
  make: (row: SourceRow) => Value,
): Made<Value>[] {
  return rows.flatMap((row) => {
    try {
      return [{ row, value: make(row) }];
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      failures.push({ row, reason: error.message });
      return [];
    }
  });
}

type Taken = ReadonlyMap<string, ReadonlySet<string>>;

const NUMBER_COLUMNS = {
  Product: "ProductNumber",
  ProductRatePlan: "ProductRatePlanNumber",
  ProductRatePlanCharge: "ProductRatePlanChargeNumber",
} as const;

async function takenNames(tx: Transaction, tables: SourceTables): Promise<Taken> {
  const taken = new Map<string, ReadonlySet<string>>();
  for (const [object, column] of Object.entries(NUMBER_COLUMNS)) {
    const of = object as keyof typeof NUMBER_COLUMNS;
    const numbers = tables[of].flatMap((row) => text(row, column) ?? []);
    taken.set(object, await listTakenNumbers(tx, of, numbers));
  }
  const names = tables.Product.flatMap((row) => [text(row, "Name") ?? [], text(row, "SKU") ?? []]);
  taken.set("names", await listTakenProductNames(tx, names.flat()));
  return taken;
}

/** Errors: NUMBER_IN_USE. */
function free(
  row: SourceRow,
  field: string,
  taken: ReadonlySet<string> | undefined,
): string | null {
  const value = text(row, field) ?? null;
  if (value !== null && taken?.has(value)) {
    throw new BillingError("NUMBER_IN_USE", { field, number: value });
  }
  return value;
}

function productOf(row: SourceRow, { ids }: CatalogToImport, taken: Taken): Product {
  required(row, "Name");
  const product = {
    productId: ownId(ids, row),
    productNumber: free(row, "ProductNumber", taken.get("Product")) ?? "",
    sku: free(row, "SKU", taken.get("names")) ?? "",
    name: free(row, "Name", taken.get("names")) ?? "",
    description: text(row, "Description") ?? null,
    category: oneOf(row, "Category", CATEGORIES) ?? null,
    effectiveStartDate: requiredDay(row, "EffectiveStartDate"),
    effectiveEndDate: requiredDay(row, "EffectiveEndDate"),
    allowFeatureChanges: false,
    customFields: row.customFields,
  };
  checkDaysOfSale(product);
  return product;
}

const CATEGORIES = ["Base Products", "Add On Services", "Miscellaneous Products"] as const;

async function numbered(tx: Transaction, products: readonly Made<Product>[]): Promise<Product[]> {
  const unnumbered = products.filter(({ value }) => value.productNumber === "").length;
  const withoutSku = products.filter(({ value }) => value.sku === "").length;
  const numbers = await nextNumbers(tx, "product", unnumbered);
  const skus = await nextNumbers(tx, "sku", withoutSku);
  return products.map(({ value }) => ({
    ...value,
    productNumber: value.productNumber || (numbers.shift() ?? ""),
    sku: value.sku || (skus.shift() ?? ""),
  }));
}

function planOf(row: SourceRow, { ids }: CatalogToImport, taken: Taken): ProductRatePlan {
  const plan = {
    productRatePlanId: ownId(ids, row),
    productRatePlanNumber: free(row, "ProductRatePlanNumber", taken.get("ProductRatePlan")) ?? "",
    productId: requiredIdIn(ids, row, "ProductId", "Product"),
    name: required(row, "Name"),
    description: text(row, "Description") ?? null,
    effectiveStartDate: requiredDay(row, "EffectiveStartDate"),
    effectiveEndDate: requiredDay(row, "EffectiveEndDate"),
    activeCurrencies: [],
    grade: count(row, "Grade") ?? null,
    externalRatePlanIds: [],
    customFields: row.customFields,
    charges: [],
  };
  checkDaysOfSale(plan);
  return plan;
}

async function numberedPlansOf(
  tx: Transaction,
  plans: readonly Made<ProductRatePlan>[],
): Promise<ProductRatePlan[]> {
  const unnumbered = plans.filter(({ value }) => value.productRatePlanNumber === "").length;
  const numbers = await nextNumbers(tx, "product_rate_plan", unnumbered);
  return plans.map(({ value }) => ({
    ...value,
    productRatePlanNumber: value.productRatePlanNumber || (numbers.shift() ?? ""),
  }));
}

const chargeNumberOf = (row: SourceRow) => text(row, NUMBER_COLUMNS.ProductRatePlanCharge);

type ForCharges = CatalogToImport & { readonly taken: Taken; readonly chargeNumbers: string[] };

function chargeOf(
  row: SourceRow,
  tiers: readonly SourceRow[],
  { ids, toChargeDefinition, taken, chargeNumbers, rules }: ForCharges,
): { productRatePlanId: string; charge: ProductRatePlanCharge } {
  const column = NUMBER_COLUMNS.ProductRatePlanCharge;
  const number = free(row, column, taken.get("ProductRatePlanCharge")) ?? chargeNumbers.shift();
  const keys = {
    productRatePlanChargeId: ownId(ids, row),
    productRatePlanChargeNumber: number ?? "",
  };
  const productRatePlanId = requiredIdIn(ids, row, "ProductRatePlanId", "ProductRatePlan");
  const charge = newCharge(keys, named(row, toChargeDefinition(row, tiers)));
  if (charge.discount) checkDiscountClass(charge.discount, rules);
  return { productRatePlanId, charge };
}

/** A wrong column of a charge is told with the charge. */
const named = (row: SourceRow, definition: ChargeDefinition): ChargeDefinition => ({
  ...definition,
  name: definition.name || nameOf(row),
});

/** All that the rows bring or name. */
async function plansNamed(
  tx: Transaction,
  { tables, ids }: CatalogToImport,
): Promise<Map<string, ProductRatePlan>> {
  const named = [
    ...tables.ProductRatePlan.map(sourceId),
    ...tables.RatePlan.flatMap((row) => reference(row, "ProductRatePlanId") ?? []),
  ];
  const wanted = new Set(named.flatMap((oldId) => ids.get(`ProductRatePlan ${oldId}`) ?? []));
  const plans = await listProductRatePlans(tx, [...wanted]);
  return new Map(plans.map((plan) => [plan.productRatePlanId, plan]));
}
