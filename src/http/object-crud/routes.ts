import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { createProduct } from "#operations/create-product.ts";
import { createProductRatePlan } from "#operations/create-product-rate-plan.ts";
import { createProductRatePlanCharge } from "#operations/create-product-rate-plan-charge.ts";
import { findProduct, findProductRatePlan, findProductRatePlanCharge } from "#store/catalog.ts";
import { inTransaction } from "#store/database.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import { saved } from "./answers.ts";
import * as contract from "./contract.ts";
import { toCharge } from "./to-charge.ts";
import { shown, toChargeObject, toPlanObject, toProductObject } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

export const objectCrudRoutes: readonly Route[] = [
  route(contract.createProduct, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createProduct.request, query);
    const { productId } = await createProduct(context, toProduct(body));
    return saved(productId);
  }),
  route(contract.createProductRatePlan, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createProductRatePlan.request, query);
    refuseFields(body, contract.PLAN_NOT_YET);
    const { productRatePlanId } = await createProductRatePlan(context, toPlan(body));
    return saved(productRatePlanId);
  }),
  route(contract.createProductRatePlanCharge, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createProductRatePlanCharge.request, query);
    const charge = await createProductRatePlanCharge(context, toCharge(body));
    return saved(charge.productRatePlanChargeId);
  }),
  route(contract.readProductObject, async ({ database, entityId, timeZone }, call) => {
    const { id: key } = call.params;
    const product = await inTransaction(database, entityId, (tx) => findProduct(tx, key));
    return shown(toProductObject(required(key, product), timeZone), call.query.fields);
  }),
  route(contract.readProductRatePlanObject, async ({ database, entityId, timeZone }, call) => {
    const { id: key } = call.params;
    const plan = await inTransaction(database, entityId, (tx) => findProductRatePlan(tx, key));
    return shown(toPlanObject(required(key, plan), timeZone), call.query.fields);
  }),
  route(contract.readProductRatePlanChargeObject, async (context, call) => {
    const { id: key } = call.params;
    const charge = await inTransaction(context.database, context.entityId, (tx) =>
      findProductRatePlanCharge(tx, key),
    );
    return shown(toChargeObject(required(key, charge), context.timeZone), call.query.fields);
  }),
];

const toProduct = (body: z.output<typeof contract.createProduct.request>) => ({
  name: body.Name,
  effectiveStartDate: body.EffectiveStartDate,
  effectiveEndDate: body.EffectiveEndDate,
  sku: body.SKU,
  productNumber: body.ProductNumber,
  description: body.Description,
  category: body.Category,
  allowFeatureChanges: body.AllowFeatureChanges,
  customFields: customFieldsOf(body),
});

const toPlan = (body: z.output<typeof contract.createProductRatePlan.request>) => ({
  productKey: body.ProductId,
  name: body.Name,
  productRatePlanNumber: body.ProductRatePlanNumber,
  description: body.Description,
  effectiveStartDate: body.EffectiveStartDate,
  effectiveEndDate: body.EffectiveEndDate,
  activeCurrencies: body.ActiveCurrencies,
  grade: body.Grade,
  externalRatePlanIds: [body.ExternalRatePlanIds ?? []].flat(),
  customFields: customFieldsOf(body),
});

function required<Found>(key: string, found: Found | undefined): Found {
  if (found === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}
