import {
  boolean,
  date,
  id,
  many,
  notHeld,
  number,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

import { OFFERED } from "./of-catalog.ts";

/** Source: the vendor's samples of queryProducts and ExpandedProduct of its SDKs. */
export const products: QueryObject = {
  singular: "product",
  from: `(select * from products where deleted_at is null and ${OFFERED}) t`,
  id: "t.product_id",
  numbers: ["t.product_number", "t.sku"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.product_id",
  customFields: "t.custom_fields",
  fields: {
    allowFeatureChanges: boolean("t.allow_feature_changes"),
    category: text("t.category"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    description: text("t.description"),
    effectiveEndDate: date("t.effective_end_date"),
    effectiveStartDate: date("t.effective_start_date"),
    id: id("t.product_id"),
    name: text("t.name"),
    productNumber: number("t.product_number"),
    sKU: text("t.sku"),
    state: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
    version: notHeld,
    versionOrdinal: notHeld,
  },
  relations: {
    productRatePlans: many("product-rate-plans", ["t.product_id", "t.product_id"]),
  },
};
