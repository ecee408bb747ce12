import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Tax settings";

const engine = z.object({
  id: wire.id,
  name: z.string(),
  taxEngineType: z.enum(["Z_Tax", "ConnectTaxEngine"]),
  connectUrl: z.string().optional().describe("Absent for the server's own engine."),
  customFieldMetas: z.array(z.unknown()).optional(),
});

export const listTaxEngines = contract({
  operation: "listTaxEngines",
  method: "GET",
  path: "/settings/tax-engines",
  summary: "Get tax engines",
  description: "The server's own and those that were connected. Passwords are not told.",
  tag,
  response: z.object({ taxEngines: z.array(engine) }),
  errors: [],
});

const connectUrl = z
  .url({ protocol: /^https?$/, error: "should be an http or https address" })
  .max(500)
  .refine((url) => !URL.canParse(url) || !hasCredentials(new URL(url)), {
    error: "should have no user name and password: what is sent is 'password'",
  });

const hasCredentials = ({ username, password }: URL) => username !== "" || password !== "";

export const createTaxEngine = contract({
  operation: "createTaxEngine",
  method: "POST",
  path: "/settings/tax-engines/connector",
  summary: "Create a connect tax engine",
  description: "At most ten.",
  tag,
  request: wire.body({
    name: wire.requiredText(64),
    taxEngineType: z.literal("ConnectTaxEngine"),
    connectUrl,
    password: wire.requiredText(255).describe("Sent to the engine as a bearer token."),
  }),
  response: engine,
  errors: ["NUMBER_IN_USE", "NOT_ALLOWED"],
});

export const getTaxEngine = contract({
  operation: "getTaxEngine",
  method: "GET",
  path: "/settings/tax-engines/connector/{id}",
  summary: "Get a connect tax engine",
  tag,
  response: engine,
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateTaxEngine = contract({
  operation: "updateTaxEngine",
  method: "PUT",
  path: "/settings/tax-engines/connector/{id}",
  summary: "Update a connect tax engine",
  tag,
  request: wire.body({
    name: wire.requiredText(64).optional(),
    connectUrl: connectUrl.optional(),
    password: wire
      .requiredText(255)
      .optional()
      .describe("Must be given again with a `connectUrl` of another host."),
  }),
  response: engine,
  errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE", "MISSING_FIELD"],
});

export const deleteTaxEngine = contract({
  operation: "deleteTaxEngine",
  method: "DELETE",
  path: "/settings/tax-engines/connector/{id}",
  summary: "Delete a connect tax engine",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

const company = z.object({ id: wire.id, name: z.string(), companyCode: z.string() });
const companyFields = {
  name: wire.requiredText(64),
  companyCode: wire.requiredText(64).describe("What an outside engine knows the company by."),
};

export const listTaxCompanies = contract({
  operation: "listTaxCompanies",
  method: "GET",
  path: "/settings/tax-companies",
  summary: "Get tax companies",
  tag,
  response: z.object({ taxCompanies: z.array(company) }),
  errors: [],
});

export const createTaxCompany = contract({
  operation: "createTaxCompany",
  method: "POST",
  path: "/settings/tax-companies",
  summary: "Create a tax company",
  tag,
  request: wire.body(companyFields),
  response: company,
  errors: ["NUMBER_IN_USE"],
});

export const updateTaxCompany = contract({
  operation: "updateTaxCompany",
  method: "PUT",
  path: "/settings/tax-companies/{id}",
  summary: "Update a tax company",
  tag,
  request: wire.body(z.object(companyFields).partial().shape),
  response: company,
  errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE"],
});

export const deleteTaxCompany = contract({
  operation: "deleteTaxCompany",
  method: "DELETE",
  path: "/settings/tax-companies/{id}",
  summary: "Delete a tax company",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
