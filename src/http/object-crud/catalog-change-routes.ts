import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { PRICE_FORMATS } from "#engine/model/spellings.ts";
import {
  deleteProduct,
  deleteProductRatePlan,
  deleteProductRatePlanCharge,
} from "#operations/delete-from-catalog.ts";
import { updateProduct } from "#operations/update-product.ts";
import { updateProductRatePlan } from "#operations/update-product-rate-plan.ts";
import {
  updateProductRatePlanCharge,
  updateProductRatePlanChargeTier,
} from "#operations/update-product-rate-plan-charge.ts";
import { findProductRatePlanCharge } from "#store/catalog.ts";
import { findCatalogTier, type StoredCatalogTier } from "#store/catalog-tiers.ts";
import { inTransaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { PRICE_FORMATS as GIVEN_FORMATS } from "../orders/tier-fields.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import { deleted, saved } from "./answers.ts";
import * as contract from "./catalog-change-contract.ts";
import { PLAN_NOT_YET } from "./contract.ts";
import { toChargeChange } from "./to-charge.ts";
import { type CrudObject, shown, stampsOf } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

export const catalogChangeRoutes: readonly Route[] = [
  route(contract.updateProduct, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateProduct.request, query);
    return saved((await updateProduct(context, params.id, toProduct(body))).productId);
  }),
  route(contract.deleteProduct, async (context, { params }) =>
    deleted(await deleteProduct(context, params.id)),
  ),
  route(contract.updateProductRatePlan, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateProductRatePlan.request, query);
    refuseFields(body, PLAN_NOT_YET);
    const plan = await updateProductRatePlan(context, params.id, toPlan(body));
    return saved(plan.productRatePlanId);
  }),
  route(contract.deleteProductRatePlan, async (context, { params }) =>
    deleted(await deleteProductRatePlan(context, params.id)),
  ),
  route(contract.updateProductRatePlanCharge, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateProductRatePlanCharge.request, query);
    const charge = await inTransaction(context.database, context.entityId, (tx) =>
      findProductRatePlanCharge(tx, params.id),
    );
    if (!charge) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    const id = charge.productRatePlanChargeId;
    await updateProductRatePlanCharge(context, id, toChargeChange(body, charge));
    return saved(id);
  }),
  route(contract.deleteProductRatePlanCharge, async (context, { params }) =>
    deleted(await deleteProductRatePlanCharge(context, params.id)),
  ),
  route(contract.readProductRatePlanChargeTierObject, async (context, { params, query }) => {
    const tier = await inTransaction(context.database, context.entityId, (tx) =>
      findCatalogTier(tx, params.id),
    );
    if (!tier) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return shown(toTierObject(tier, context.timeZone), query.fields);
  }),
  route(contract.updateProductRatePlanChargeTier, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateProductRatePlanChargeTier.request, query);
    await updateProductRatePlanChargeTier(context, params.id, {
      price: body.Price,
      priceFormat: body.PriceFormat && GIVEN_FORMATS[body.PriceFormat],
      discountAmount: body.DiscountAmount,
      discountPercentage: body.DiscountPercentage,
    });
    return saved(idOf(params.id) ?? params.id);
  }),
];

const toProduct = (body: z.output<typeof contract.updateProduct.request>) => ({
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

const toPlan = (body: z.output<typeof contract.updateProductRatePlan.request>) => ({
  productKey: body.ProductId,
  name: body.Name,
  productRatePlanNumber: body.ProductRatePlanNumber,
  description: body.Description,
  effectiveStartDate: body.EffectiveStartDate,
  effectiveEndDate: body.EffectiveEndDate,
  activeCurrencies: body.ActiveCurrencies,
  grade: body.Grade,
  externalRatePlanIds:
    body.ExternalRatePlanIds === undefined ? undefined : [body.ExternalRatePlanIds].flat(),
  customFields: customFieldsOf(body),
});

function toTierObject(tier: StoredCatalogTier, timeZone: string): CrudObject {
  const isDiscount = tier.chargeModel.startsWith("Discount");
  const isPercentage = tier.chargeModel === "DiscountPercentage";
  return {
    ...stampsOf(tier, timeZone),
    Currency: tier.currency,
    DiscountAmount: isDiscount && !isPercentage ? tier.price : null,
    DiscountPercentage: isPercentage ? tier.price : null,
    EndingUnit: tier.endingUnit,
    Id: tier.tierId,
    IsOveragePrice: tier.isOveragePrice,
    Price: isDiscount ? null : tier.price,
    PriceFormat: formatOf(tier),
    ProductRatePlanChargeId: tier.productRatePlanChargeId,
    StartingUnit: tier.startingUnit,
    Tier: tier.number,
  };
}

/** Of a charge without tiers it is the model's: a flat fee, or a price per unit. */
function formatOf({ priceFormat, chargeModel }: StoredCatalogTier): string | null {
  const formats: Readonly<Record<string, string>> = PRICE_FORMATS;
  const name = priceFormat ?? chargeModel;
  return formats[name] ?? null;
}
