import { AMENDMENT_TYPES } from "#engine/model/spellings.ts";
import {
  always,
  id,
  literal,
  many,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;
const subscription = ["t.subscription_id", "s.subscription_id"] as const;

/**
 * Of every subscription version, which also says when it was made.
 * Source: the vendor's samples of queryRatePlans and 125 recorded objects (_observed-shapes).
 */
export const ratePlans: QueryObject = {
  singular: "ratePlan",
  from: `rate_plans t join subscriptions s
    on s.account_id = t.account_id and s.subscription_id = t.subscription_id`,
  id: "t.rate_plan_id",
  numbers: ["t.subscription_rate_plan_number"],
  defaultSort: "updatedDate",
  order: "s.version desc, t.subscription_rate_plan_number, t.rate_plan_id",
  customFields: "t.custom_fields",
  fields: {
    amendmentId: notHeld,
    amendmentType: literal("t.last_change_type", AMENDMENT_TYPES),
    createdById: id("s.created_by_id"),
    createdDate: timestamp("s.created_at"),
    externallyManagedPlanId: notHeld,
    id: id("t.rate_plan_id"),
    invoiceOwnerId: id("t.account_id"),
    name: text("t.name"),
    originalRatePlanId: id("t.original_rate_plan_id"),
    pricingAttributes: notHeld,
    productId: id(`(select p.product_id from product_rate_plans p
      where p.product_rate_plan_id = t.product_rate_plan_id)`),
    productRatePlanId: id("t.product_rate_plan_id"),
    reverted: always(false),
    subscriptionId: id("s.subscription_id"),
    subscriptionOfferId: notHeld,
    subscriptionOwnerId: id("s.subscription_owner_id"),
    subscriptionRatePlanNumber: number("t.subscription_rate_plan_number"),
    updatedById: id("s.updated_by_id"),
    updatedDate: timestamp("s.updated_at"),
  },
  relations: {
    productRatePlan: one("product-rate-plans", [
      "t.product_rate_plan_id",
      "t.product_rate_plan_id",
    ]),
    ratePlanCharges: many("rate-plan-charges", account, subscription, [
      "t.rate_plan_id",
      "t.rate_plan_id",
    ]),
    subscription: one("subscriptions", account, ["t.subscription_id", "t.subscription_id"]),
  },
};
