import { PRICE_FORMATS } from "#engine/model/spellings.ts";
import {
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

/** A price that has no tiers is one itself. The first has the charge's id. */
const TIERS = `(
  select c.*, x.tier, x.place::integer as number,
    case when x.place = 1 then c.charge_id
      else md5(c.charge_id::text || x.place::text)::uuid end as tier_id
  from rate_plan_charges c cross join lateral jsonb_array_elements(
    coalesce(c.model_terms -> 'tiers', '[{}]')) with ordinality x (tier, place)
)`;

/** The prices of a charge. Source: ExpandedRatePlanChargeTier of the vendor's SDKs. */
export const ratePlanChargeTiers: QueryObject = {
  singular: "ratePlanChargeTier",
  from: `${TIERS} t join subscriptions s
    on s.account_id = t.account_id and s.subscription_id = t.subscription_id`,
  id: "t.tier_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_id, t.number",
  fields: {
    createdById: id("s.created_by_id"),
    createdDate: timestamp("s.created_at"),
    currency: text("s.currency"),
    discountAmount: decimal("(case t.charge_model when 'DiscountFixedAmount' then t.price end)"),
    discountPercentage: decimal("(case t.charge_model when 'DiscountPercentage' then t.price end)"),
    endingUnit: decimal("(t.tier ->> 'endingUnit')::numeric"),
    id: id("t.tier_id"),
    includedUnits: notHeld,
    overagePrice: notHeld,
    price: decimal(
      "(case when t.discount is null then coalesce((t.tier ->> 'price')::numeric, t.price) end)",
    ),
    priceFormat: literal("coalesce(t.tier ->> 'priceFormat', t.charge_model)", PRICE_FORMATS),
    ratePlanChargeId: id("t.charge_id"),
    startingUnit: decimal("(t.tier ->> 'startingUnit')::numeric"),
    tier: integer("t.number"),
    updatedById: id("s.updated_by_id"),
    updatedDate: timestamp("s.updated_at"),
  },
  relations: {
    ratePlanCharge: one(
      "rate-plan-charges",
      ["t.account_id", "t.account_id"],
      ["t.subscription_id", "s.subscription_id"],
      ["t.charge_id", "t.charge_id"],
    ),
  },
};
