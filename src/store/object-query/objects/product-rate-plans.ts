import {
  date,
  id,
  integer,
  many,
  none,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

import { OFFERED } from "./of-catalog.ts";

/** Source: the vendor's samples of queryProductRatePlans and ExpandedProductRatePlan of its SDKs. */
export const productRatePlans: QueryObject = {
  singular: "productRatePlan",
  from: `(select * from product_rate_plans where deleted_at is null and ${OFFERED}) t`,
  id: "t.product_rate_plan_id",
  numbers: ["t.product_rate_plan_number"],
  defaultSort: "updatedDate",
  order: "t.product_rate_plan_number, t.product_rate_plan_id",
  customFields: "t.custom_fields",
  fields: {
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    description: text("t.description"),
    effectiveEndDate: date("t.effective_end_date"),
    effectiveStartDate: date("t.effective_start_date"),
    grade: integer("t.grade"),
    id: id("t.product_rate_plan_id"),
    name: text("t.name"),
    productId: id("t.product_id"),
    productRatePlanNumber: number("t.product_rate_plan_number"),
    state: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
    version: notHeld,
    versionOrdinal: notHeld,
  },
  relations: {
    externalProductRatePlans: none,
    product: one("products", ["t.product_id", "t.product_id"]),
    productRatePlanCharges: many("product-rate-plan-charges", [
      "t.product_rate_plan_id",
      "t.product_rate_plan_id",
    ]),
  },
};
