/** Changing and deleting catalog objects. Subscriptions keep what they have. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { priceFormat } from "../orders/tier-fields.ts";
import * as wire from "../wire.ts";
import { changedProductRatePlanCharge } from "./charge-fields.ts";
import { fieldsQuery, PLAN_NOT_YET, planFields, productFields, read } from "./contract.ts";
import { crudBody, crudQuery } from "./crud-body.ts";

const changed = z.object({ Success: z.literal(true), Id: wire.id });
const deleted = z.object({ success: z.literal(true), id: wire.id });
const envelope = "crud" as const;
const changing = { method: "PUT", query: crudQuery, response: changed, envelope } as const;
const deleting = {
  method: "DELETE",
  response: deleted,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
} as const;

const DELETED =
  "What was ever subscribed to, sold or billed is not deleted: end its days of sale instead.";

export const updateProduct = contract({
  ...changing,
  operation: "updateProduct",
  path: "/v1/object/product/{id}",
  summary: "CRUD: Update a product",
  description: "What is not given stays. Its number cannot be changed.",
  tag: "Products",
  request: crudBody(z.object(productFields).partial().shape, wire.changes("Product")),
  errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const deleteProduct = contract({
  ...deleting,
  operation: "deleteProduct",
  path: "/v1/object/product/{id}",
  summary: "CRUD: Delete a product",
  description: `With its rate plans and their charges. ${DELETED}`,
  tag: "Products",
});

export const updateProductRatePlan = contract({
  ...changing,
  operation: "updateProductRatePlan",
  path: "/v1/object/product-rate-plan/{id}",
  summary: "CRUD: Update a product rate plan",
  description: "What is not given stays. Its number and its product cannot be changed.",
  tag: "Product Rate Plans",
  request: crudBody(
    {
      ...z.object(planFields).partial().shape,
      ...wire.notYet(PLAN_NOT_YET),
    },
    wire.changes("ProductRatePlan"),
  ),
  errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const deleteProductRatePlan = contract({
  ...deleting,
  operation: "deleteProductRatePlan",
  path: "/v1/object/product-rate-plan/{id}",
  summary: "CRUD: Delete a product rate plan",
  description: `With its charges. ${DELETED}`,
  tag: "Product Rate Plans",
});

export const updateProductRatePlanCharge = contract({
  ...changing,
  operation: "updateProductRatePlanCharge",
  path: "/v1/object/product-rate-plan-charge/{id}",
  summary: "CRUD: Update a product rate plan charge",
  description:
    "What is not given stays; tiers, when they are given, are all tiers. Its number, rate plan and type cannot be changed; its model and unit not once it was subscribed to. Subscriptions keep the charges that they have.",
  tag: "Product Rate Plan Charges",
  request: changedProductRatePlanCharge,
  errors: [
    ...(["ENTITY_NOT_FOUND", "MISSING_FIELD", "INVALID_VALUE"] as const),
    ...(["NOT_ALLOWED", "NOT_SUPPORTED"] as const),
  ],
});

export const deleteProductRatePlanCharge = contract({
  ...deleting,
  operation: "deleteProductRatePlanCharge",
  path: "/v1/object/product-rate-plan-charge/{id}",
  summary: "CRUD: Delete a product rate plan charge",
  description: DELETED,
  tag: "Product Rate Plan Charges",
});

export const readProductRatePlanChargeTierObject = contract({
  operation: "readProductRatePlanChargeTierObject",
  method: "GET",
  path: "/v1/object/product-rate-plan-charge-tier/{id}",
  summary: "CRUD: Retrieve a product rate plan charge tier",
  description: "The price of a charge in one currency, of one tier where it has tiers.",
  tag: "Product Rate Plan Charge Tiers",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const updateProductRatePlanChargeTier = contract({
  ...changing,
  operation: "updateProductRatePlanChargeTier",
  path: "/v1/object/product-rate-plan-charge-tier/{id}",
  summary: "CRUD: Update a product rate plan charge tier",
  description: "Whatever else changes of tiers is told to their charge.",
  tag: "Product Rate Plan Charge Tiers",
  request: crudBody({
    Price: wire.amount.optional(),
    PriceFormat: priceFormat.optional(),
    DiscountAmount: wire.amount.optional(),
    DiscountPercentage: wire.amount.optional(),
  }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});
