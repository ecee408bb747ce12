import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { taxRateFields, taxRateOnWire } from "./tax-rate-fields.ts";

const tag = "Tax settings";

const codeFields = {
  description: wire.text(255).optional(),
  active: wire.boolean.optional().describe("What is not in use taxes nothing. Default: true."),
  taxCompanyId: wire.key.optional(),
  externalTaxCode: wire.text(64).optional().describe("What an outside engine calls the code."),
};
const codeRequest = {
  name: wire.requiredText(64).describe("What charges call it."),
  ...codeFields,
  taxEngineId: wire.key.optional(),
};

const taxCode = z.object({
  id: wire.id,
  name: z.string(),
  active: z.boolean(),
  description: z.string().nullable(),
  taxEngineId: wire.id,
  taxCompanyId: wire.id.nullable(),
  externalTaxCode: z.string().nullable(),
});

export const listTaxCodes = contract({
  operation: "listTaxCodes",
  method: "GET",
  path: "/settings/tax-codes",
  summary: "Get all tax codes",
  tag,
  response: z.object({ taxCodes: z.array(taxCode) }),
  errors: [],
});

/** The codes of the server's own engine, and those of outside ones. */
const codesOf = (kind: "ztax" | "connector", name: "TaxCode" | "ConnectorTaxCode") => ({
  create: contract({
    operation: `create${name}`,
    method: "POST",
    path: `/settings/tax-codes/${kind}`,
    summary: `Create a tax code (${kind})`,
    description:
      "`ztax` is taxed by the server's own rates, `connector` by the outside engine that it names.",
    tag,
    request: wire.body(codeRequest),
    response: taxCode,
    errors: ["NUMBER_IN_USE", "ENTITY_NOT_FOUND", "MISSING_FIELD"],
  }),
  get: contract({
    operation: `get${name}`,
    method: "GET",
    path: `/settings/tax-codes/${kind}/{id}`,
    summary: `Get a tax code (${kind})`,
    tag,
    response: taxCode,
    errors: ["ENTITY_NOT_FOUND"],
  }),
  update: contract({
    operation: `update${name}`,
    method: "PUT",
    path: `/settings/tax-codes/${kind}/{id}`,
    summary: `Update a tax code (${kind})`,
    tag,
    request: wire.body(z.object(codeRequest).partial().shape),
    response: taxCode,
    errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE", "NOT_ALLOWED", "MISSING_FIELD"],
  }),
  remove: contract({
    operation: `delete${name}`,
    method: "DELETE",
    path: `/settings/tax-codes/${kind}/{id}`,
    summary: `Delete a tax code (${kind})`,
    description: "With its periods and rates. One that charges are taxed by stays.",
    tag,
    response: z.object({}),
    errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  }),
});

export const ownTaxCodes = codesOf("ztax", "TaxCode");
export const connectorTaxCodes = codesOf("connector", "ConnectorTaxCode");

const period = z.object({
  id: wire.id,
  taxCodeId: wire.id,
  startDate: wire.date,
  endDate: wire.date.nullable().describe("The last day; null while the period has no end."),
});

export const listTaxRatePeriods = contract({
  operation: "listTaxRatePeriods",
  method: "GET",
  path: "/settings/tax-rate-periods",
  summary: "Get tax rate periods",
  tag,
  response: z.object({ taxRatePeriods: z.array(period) }),
  errors: [],
});

export const createTaxRatePeriod = contract({
  operation: "createTaxRatePeriod",
  method: "POST",
  path: "/settings/tax-rate-periods/{key}",
  summary: "Create a tax rate period",
  description:
    "The key is the tax code's id. A period without end that began earlier ends the day before.",
  tag,
  request: wire.body({
    startDate: wire.date,
    endDate: wire.date.optional(),
    taxCodeId: wire.key.optional().describe("The path says it."),
    id: wire.key.optional().describe("Not taken: ids are drawn."),
  }),
  response: period,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const updateTaxRatePeriod = contract({
  operation: "updateTaxRatePeriod",
  method: "PUT",
  path: "/settings/tax-rate-periods/{key}",
  summary: "Update a tax rate period",
  tag,
  request: wire.body({
    startDate: wire.date.optional(),
    endDate: wire.date.nullable().optional().describe("Null: no end."),
  }),
  response: period,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const deleteTaxRatePeriod = contract({
  operation: "deleteTaxRatePeriod",
  method: "DELETE",
  path: "/settings/tax-rate-periods/{key}",
  summary: "Delete a tax rate period",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listTaxRates = contract({
  operation: "listTaxRates",
  method: "GET",
  path: "/settings/tax-rate-periods/{key}/tax-rates",
  summary: "Get tax rates",
  description: "In the order in which addresses are matched with them.",
  tag,
  query: z.object({
    page: wire.intBetween(1, 1_000_000).default(1),
    size: wire.intBetween(1, 1_000).default(100),
  }),
  response: z.object({ taxRates: z.array(taxRateOnWire) }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const createTaxRates = contract({
  operation: "createTaxRates",
  method: "POST",
  path: "/settings/tax-rate-periods/{key}/tax-rates",
  summary: "Create tax rates",
  description:
    "Behind those that the period has. The first rate whose address matches the sold-to contact holds; what an address leaves out matches everything.",
  tag,
  request: wire.body({ taxRates: z.array(wire.body(taxRateFields)).min(1).max(10_000) }),
  response: z.object({ taxRates: z.array(taxRateOnWire) }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD"],
});

export const deleteTaxRates = contract({
  operation: "deleteTaxRates",
  method: "DELETE",
  path: "/settings/tax-rate-periods/{key}/tax-rates",
  summary: "Delete tax rates",
  description: "All of the period.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
});

const taxDateRule = z.enum(["DocumentDate", "ServicePeriodStartDate", "ServicePeriodEndDate"]);
const taxDates = z.object({
  taxDates: z.array(z.object({ country: z.string(), taxDate: taxDateRule })),
});

export const getTaxDates = contract({
  operation: "getTaxDates",
  method: "GET",
  path: "/settings/tax-dates",
  summary: "Get tax dates",
  description: "By country; DocumentDate for those that are not listed.",
  tag,
  response: taxDates,
  errors: [],
});

export const updateTaxDates = contract({
  operation: "updateTaxDates",
  method: "PUT",
  path: "/settings/tax-dates",
  summary: "Update tax dates",
  description: "Changes the countries that are given and answers all.",
  tag,
  request: wire.body({
    taxDates: z.array(wire.body({ country: wire.requiredText(40), taxDate: taxDateRule })).max(300),
  }),
  response: taxDates,
  errors: ["INVALID_VALUE"],
});
