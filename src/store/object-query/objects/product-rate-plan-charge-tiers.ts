import { PRICE_FORMATS } from "#engine/model/spellings.ts";
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

/** Prices per currency, and an id for each that stays the same. */
export const TIERS = `(
  select y.*, md5(y.product_rate_plan_charge_id::text || (y.tier ->> 'currency')
    || case when y.number > 1 then y.number::text else '' end)::uuid as tier_id
  from (
    select c.product_rate_plan_charge_id, c.charge_model, c.created_by_id, c.created_at,
      c.updated_by_id, c.updated_at, x.tier, (row_number() over (
        partition by c.product_rate_plan_charge_id, x.tier ->> 'currency' order by x.place
      ))::integer as number
    from product_rate_plan_charges c
      cross join lateral jsonb_array_elements(c.tiers) with ordinality x (tier, place)
    where c.deleted_at is null
  ) y
) t`;

const PRICE_OF = (chargeModel: string) =>
  `(case t.charge_model when '${chargeModel}' then (t.tier ->> 'price')::numeric end)`;

/** Source: ExpandedProductRatePlanChargeTier of the vendor's SDKs. */
export const productRatePlanChargeTiers: QueryObject = {
  singular: "productRatePlanChargeTier",
  from: TIERS,
  id: "t.tier_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.tier ->> 'currency', t.number, t.tier_id",
  fields: {
    active: always(true),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("t.tier ->> 'currency'"),
    discountAmount: decimal(PRICE_OF("DiscountFixedAmount")),
    discountPercentage: decimal(PRICE_OF("DiscountPercentage")),
    endingUnit: decimal("(t.tier ->> 'endingUnit')::numeric"),
    id: id("t.tier_id"),
    includedUnits: notHeld,
    isDefault: notHeld,
    overagePrice: notHeld,
    price: decimal(
      "(case when t.charge_model not like 'Discount%' then (t.tier ->> 'price')::numeric end)",
    ),
    priceFormat: literal("coalesce(t.tier ->> 'priceFormat', t.charge_model)", PRICE_FORMATS),
    productChargeDefinitionId: notHeld,
    productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
    startingUnit: decimal("(t.tier ->> 'startingUnit')::numeric"),
    tier: integer("t.number"),
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
