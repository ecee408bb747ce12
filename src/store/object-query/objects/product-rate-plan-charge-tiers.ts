import {
  always,
  decimal,
  id,
  integer,
  literal,
  notHeld,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

/** A price per currency, and an id for it that stays the same. */
const TIERS = `(
  select c.product_rate_plan_charge_id, c.charge_model, c.created_by_id, c.created_at,
    c.updated_by_id, c.updated_at, x.tier,
    md5(c.product_rate_plan_charge_id::text || (x.tier ->> 'currency'))::uuid as tier_id
  from product_rate_plan_charges c cross join lateral jsonb_array_elements(c.tiers) x (tier)
) t`;

/** Source: ExpandedProductRatePlanChargeTier of the vendor's SDKs. */
export const productRatePlanChargeTiers: QueryObject = {
  singular: "productRatePlanChargeTier",
  from: TIERS,
  id: "t.tier_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.tier ->> 'currency', t.tier_id",
  fields: {
    active: always(true),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("t.tier ->> 'currency'"),
    discountAmount: notHeld,
    discountPercentage: notHeld,
    endingUnit: notHeld,
    id: id("t.tier_id"),
    includedUnits: notHeld,
    isDefault: notHeld,
    overagePrice: notHeld,
    price: decimal("(t.tier ->> 'price')::numeric"),
    priceFormat: literal("t.charge_model", { FlatFee: "Flat Fee", PerUnit: "Per Unit" }),
    productChargeDefinitionId: notHeld,
    productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
    startingUnit: notHeld,
    tier: integer("1::integer"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    productRatePlanCharge: one("product-rate-plan-charges", [
      "t.product_rate_plan_charge_id",
      "t.product_rate_plan_charge_id",
    ]),
  },
};
