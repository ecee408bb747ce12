/** Creating and reading catalog objects, as all of the vendor's tutorials do it. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { newProductRatePlanCharge } from "./charge-fields.ts";
import { crudBody, crudQuery } from "./crud-body.ts";

const created = z.object({ Success: z.literal(true), Id: wire.id });
const envelope = "crud" as const;

/** Which fields are answered, by name with commas; all of them when it is left out. */
export const fieldsQuery = z.object({ fields: z.string().max(4000).optional() });

/** Fields that are empty are left out. */
export const read = z.looseObject({ Id: wire.id });

/** What a product says of itself. */
export const productFields = {
  Name: wire.requiredText(100),
  EffectiveStartDate: wire.date,
  EffectiveEndDate: wire.date,
  SKU: wire.chosenNumber(50).optional().describe("Left out: the next number."),
  ProductNumber: wire.chosenNumber(100).optional().describe("Left out: the next number."),
  Description: wire.text(500).optional(),
  Category: z.enum(["Base Products", "Add On Services", "Miscellaneous Products"]).optional(),
  AllowFeatureChanges: wire.boolean.optional(),
};

/** What a rate plan says of itself. */
export const planFields = {
  Name: wire.requiredText(255),
  ProductId: wire.key,
  ProductRatePlanNumber: wire.chosenNumber(100).optional().describe("Left out: the next number."),
  Description: wire.text(500).optional(),
  EffectiveStartDate: wire.date.optional().describe("Left out: the product's."),
  EffectiveEndDate: wire.date.optional().describe("Left out: the product's."),
  ActiveCurrencies: z.array(wire.requiredText(3)).max(5).optional(),
  Grade: wire.intBetween(1, 2_147_483_647).optional(),
  ExternalRatePlanIds: z.union([z.array(wire.text(255)), wire.text(255)]).optional(),
};

/** Of plans that an outside catalog knows by a name of its own. */
export const PLAN_NOT_YET = ["ExternalIdSourceSystem"] as const;

export const createProduct = contract({
  operation: "createProduct",
  method: "POST",
  path: "/v1/object/product",
  summary: "CRUD: Create a product",
  tag: "Products",
  query: crudQuery,
  request: crudBody(productFields, wire.makes("Product")),
  response: created,
  errors: ["NUMBER_IN_USE", "INVALID_VALUE"],
  envelope,
});

export const createProductRatePlan = contract({
  operation: "createProductRatePlan",
  method: "POST",
  path: "/v1/object/product-rate-plan",
  summary: "CRUD: Create a product rate plan",
  tag: "Product Rate Plans",
  query: crudQuery,
  request: crudBody({ ...planFields, ...wire.notYet(PLAN_NOT_YET) }, wire.makes("ProductRatePlan")),
  response: created,
  errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE", "INVALID_VALUE", "NOT_SUPPORTED"],
  envelope,
});

export const createProductRatePlanCharge = contract({
  operation: "createProductRatePlanCharge",
  method: "POST",
  path: "/v1/object/product-rate-plan-charge",
  summary: "CRUD: Create a product rate plan charge",
  description:
    "One-time and recurring charges with a flat fee or a price per unit. The other models, usage, prepayment and delivery are refused for now.",
  tag: "Product Rate Plan Charges",
  query: crudQuery,
  request: newProductRatePlanCharge,
  response: created,
  errors: [
    "ENTITY_NOT_FOUND",
    "NUMBER_IN_USE",
    "MISSING_FIELD",
    "INVALID_VALUE",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
  ],
  envelope,
});

export const readProductObject = contract({
  operation: "readProductObject",
  method: "GET",
  path: "/v1/object/product/{id}",
  summary: "CRUD: Retrieve a product",
  tag: "Products",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const readProductRatePlanObject = contract({
  operation: "readProductRatePlanObject",
  method: "GET",
  path: "/v1/object/product-rate-plan/{id}",
  summary: "CRUD: Retrieve a product rate plan",
  tag: "Product Rate Plans",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const readProductRatePlanChargeObject = contract({
  operation: "readProductRatePlanChargeObject",
  method: "GET",
  path: "/v1/object/product-rate-plan-charge/{id}",
  summary: "CRUD: Retrieve a product rate plan charge",
  tag: "Product Rate Plan Charges",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});
