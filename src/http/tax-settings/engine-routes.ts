import { BillingError } from "#engine/errors.ts";
import {
  createTaxCompany,
  createTaxEngine,
  deleteTaxCompany,
  deleteTaxEngine,
  updateTaxCompany,
  updateTaxEngine,
} from "#operations/save-tax-engine.ts";
import { inTransaction } from "#store/database.ts";
import {
  listTaxCompanies,
  listTaxEngines,
  lockTaxEngine,
  type TaxCompanySetting,
  type TaxEngineSetting,
} from "#store/tax-engines.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./engine-contract.ts";
import { OWN_ENGINE_ID } from "./own-engine.ts";

export const taxEngineRoutes: readonly Route[] = [
  route(contract.listTaxEngines, async ({ database, entityId }) => {
    const engines = await inTransaction(database, entityId, listTaxEngines);
    return { taxEngines: [OWN_ENGINE, ...engines.map(toWire)] };
  }),
  route(contract.createTaxEngine, async (context, { body }) =>
    toWire(await createTaxEngine(context, body)),
  ),
  route(contract.getTaxEngine, async ({ database, entityId }, { params }) => {
    const engine = await inTransaction(database, entityId, (tx) => lockTaxEngine(tx, params.id));
    if (!engine) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toWire(engine);
  }),
  route(contract.updateTaxEngine, async (context, { params, body }) =>
    toWire(await updateTaxEngine(context, params.id, body)),
  ),
  route(contract.deleteTaxEngine, async (context, { params }) => {
    await deleteTaxEngine(context, params.id);
    return {};
  }),
  route(contract.listTaxCompanies, async ({ database, entityId }) => {
    const companies = await inTransaction(database, entityId, listTaxCompanies);
    return { taxCompanies: companies.map(companyToWire) };
  }),
  route(contract.createTaxCompany, async (context, { body }) =>
    companyToWire(await createTaxCompany(context, body)),
  ),
  route(contract.updateTaxCompany, async (context, { params, body }) =>
    companyToWire(await updateTaxCompany(context, params.id, body)),
  ),
  route(contract.deleteTaxCompany, async (context, { params }) => {
    await deleteTaxCompany(context, params.id);
    return {};
  }),
];

const OWN_ENGINE = { id: OWN_ENGINE_ID, name: "Zuora Tax", taxEngineType: "Z_Tax" as const };

const toWire = ({ taxEngineId, name, connectUrl }: TaxEngineSetting) => ({
  id: taxEngineId,
  name,
  taxEngineType: "ConnectTaxEngine" as const,
  connectUrl,
  customFieldMetas: [],
});

const companyToWire = ({ taxCompanyId, name, companyCode }: TaxCompanySetting) => ({
  id: taxCompanyId,
  name,
  companyCode,
});
