import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import {
  briefProductRatePlan,
  product,
  productRatePlan,
  productRatePlanCharge,
} from "./catalog-fields.ts";

export const listProducts = contract({
  operation: "listProducts",
  method: "GET",
  path: "/v1/catalog/products",
  summary: "List all products",
  description: "The catalog, what changed last first.",
  tag: "Catalog",
  query: wire.page(10),
  response: z.object({ products: z.array(product), nextPage: wire.nextPage }),
  errors: [],
});

export const getProduct = contract({
  operation: "getProduct",
  method: "GET",
  path: "/v1/catalog/products/{productKey}",
  aliases: ["/v1/catalog/product/{productKey}"], // as the SDKs spell it
  summary: "Retrieve a product",
  description: "By id, number or SKU.",
  tag: "Catalog",
  response: product,
  errors: ["ENTITY_NOT_FOUND"],
});

const definitions = {
  "show-charge-definitions": wire.boolean
    .optional()
    .describe("A charge here has one definition, which is what is answered of it."),
};

export const listProductRatePlans = contract({
  operation: "listProductRatePlans",
  method: "GET",
  path: "/v1/products/{productKey}/product-rate-plans",
  aliases: ["/v1/rateplan/{productKey}/productRatePlan"],
  summary: "List all product rate plans of a product",
  tag: "Product Rate Plans",
  query: wire.page(20).extend(definitions),
  response: z.object({ productRatePlans: z.array(productRatePlan), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getProductRatePlan = contract({
  operation: "getProductRatePlan",
  method: "GET",
  path: "/v1/product-rate-plans/{productRatePlanKey}",
  summary: "Retrieve a product rate plan by ID",
  tag: "Product Rate Plans",
  response: briefProductRatePlan,
  errors: ["ENTITY_NOT_FOUND"],
});

export const getProductRatePlanCharge = contract({
  operation: "getProductRatePlanCharge",
  method: "GET",
  path: "/v1/product-rate-plan-charges/{productRatePlanChargeKey}",
  summary: "Retrieve a product rate plan charge",
  tag: "Product Rate Plan Charges",
  query: z.object(definitions),
  response: productRatePlanCharge,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listProductRatePlansByExternalId = contract({
  operation: "listProductRatePlansByExternalId",
  method: "GET",
  path: "/v1/product-rate-plans/external-id/{externalId}",
  summary: "List product rate plans by external ID",
  description: "All that have it among their `externallyManagedPlanIds`, oldest first.",
  tag: "Product Rate Plans",
  response: z.object({ productRatePlans: z.array(briefProductRatePlan) }),
  errors: ["ENTITY_NOT_FOUND"],
});
