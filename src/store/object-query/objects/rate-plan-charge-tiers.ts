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

/**
 * The price of a charge. Flat fees and units have one tier, so that it has the charge's id.
 * Source: ExpandedRatePlanChargeTier of the vendor's SDKs.
 */
export const ratePlanChargeTiers: QueryObject = {
  singular: "ratePlanChargeTier",
  from: `rate_plan_charges t join subscriptions s
    on s.account_id = t.account_id and s.subscription_id = t.subscription_id`,
  id: "t.charge_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_id",
  fields: {
    createdById: id("s.created_by_id"),
    createdDate: timestamp("s.created_at"),
    currency: text("s.currency"),
    discountAmount: notHeld,
    discountPercentage: notHeld,
    endingUnit: notHeld,
    id: id("t.charge_id"),
    includedUnits: notHeld,
    overagePrice: notHeld,
    price: decimal("t.price"),
    priceFormat: literal("t.charge_model", { FlatFee: "Flat Fee", PerUnit: "Per Unit" }),
    ratePlanChargeId: id("t.charge_id"),
    startingUnit: notHeld,
    tier: integer("1::integer"),
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
