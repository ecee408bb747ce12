import { BillingError } from "#engine/errors.ts";
import type { Product } from "#engine/model/product.ts";
import type { Context } from "#operations/context.ts";
import {
  findProduct,
  findProductRatePlan,
  findProductRatePlanCharge,
  listProductRatePlansByExternalIds,
  listProductRatePlansOf,
  listProducts,
} from "#store/catalog.ts";
import type { Offered } from "#store/catalog-rows.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { nextPage } from "../paging.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import {
  toBriefProductRatePlan,
  toProduct,
  toProductRatePlan,
  toProductRatePlanCharge,
} from "./to-wire.ts";

export const catalogRoutes: readonly Route[] = [
  route(contract.listProducts, async (context, call) => {
    const { page, pageSize } = call.query;
    return inTransaction(context.database, context.entityId, async (tx) => {
      const window = { offset: (page - 1) * pageSize, limit: pageSize + 1 };
      const found = await listProducts(tx, window);
      const products = await withRatePlans(context, tx, found.slice(0, pageSize), call);
      return { products, nextPage: nextPage(call, call.query, found.length > pageSize) };
    });
  }),
  route(contract.getProduct, async (context, call) => {
    const { productKey: key } = call.params;
    return inTransaction(context.database, context.entityId, async (tx) => {
      const found = required(key, await findProduct(tx, key));
      const [product] = await withRatePlans(context, tx, [found], call);
      return required(key, product);
    });
  }),
  route(contract.listProductRatePlans, async ({ database, entityId, today }, call) => {
    const { productKey: key } = call.params;
    const { page, pageSize } = call.query;
    return inTransaction(database, entityId, async (tx) => {
      const { productId } = required(key, await findProduct(tx, key));
      const plans = await listProductRatePlansOf(tx, [productId]);
      const end = page * pageSize;
      const shown = plans.slice(end - pageSize, end);
      return {
        productRatePlans: shown.map((plan) => toProductRatePlan(plan, today())),
        nextPage: nextPage(call, call.query, plans.length > end),
      };
    });
  }),
  route(contract.getProductRatePlan, async ({ database, entityId, today }, { params }) => {
    const { productRatePlanKey: key } = params;
    const plan = await inTransaction(database, entityId, (tx) => findProductRatePlan(tx, key));
    return toBriefProductRatePlan(required(key, plan), today());
  }),
  route(contract.listProductRatePlansByExternalId, async (context, { params }) => {
    const { externalId: key } = params;
    const plans = await inTransaction(context.database, context.entityId, (tx) =>
      listProductRatePlansByExternalIds(tx, [key]),
    );
    if (plans.length === 0) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return { productRatePlans: plans.map((plan) => toBriefProductRatePlan(plan, context.today())) };
  }),
  route(contract.getProductRatePlanCharge, async ({ database, entityId }, { params }) => {
    const { productRatePlanChargeKey: key } = params;
    const charge = await inTransaction(database, entityId, (tx) =>
      findProductRatePlanCharge(tx, key),
    );
    return toProductRatePlanCharge(required(key, charge));
  }),
];

/** From version 230 on a product says where its rate plans are, before that what they are. */
async function withRatePlans(
  { today }: Context,
  tx: Transaction,
  products: readonly (Product & Offered)[],
  { version, baseUrl }: Pick<Call<never>, "version" | "baseUrl">,
) {
  if (version.atLeast("230.0")) {
    return products.map((product) =>
      toProduct(product, `${baseUrl}/v1/rateplan/${product.productId}/productRatePlan`),
    );
  }
  const productIds = products.map(({ productId }) => productId);
  const plans = Map.groupBy(await listProductRatePlansOf(tx, productIds), (plan) => plan.productId);
  return products.map((product) => {
    const ofProduct = plans.get(product.productId) ?? [];
    return toProduct(
      product,
      ofProduct.map((plan) => toProductRatePlan(plan, today())),
    );
  });
}

function required<Found>(key: string, found: Found | undefined): Found {
  if (found === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}
