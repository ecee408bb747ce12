import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  deleteTaxCompany as deleteCompany,
  deleteTaxEngine as deleteEngine,
  isTaxCompanyUsed,
  isTaxEngineUsed,
  listTaxEngines,
  lockTaxCompany,
  lockTaxEngine,
  saveTaxCompany,
  saveTaxEngine,
  type TaxCompanySetting,
  type TaxEngineSetting,
} from "#store/tax-engines.ts";
import type { Context } from "./context.ts";

/** As the vendor allows. */
const MOST_ENGINES = 10;

type Changed<Setting> = { readonly [Name in keyof Setting]?: Setting[Name] | undefined };

/** Errors: NUMBER_IN_USE (its name), NOT_ALLOWED (there are ten). */
export const createTaxEngine = (
  context: Context,
  engine: Omit<TaxEngineSetting, "taxEngineId">,
): Promise<TaxEngineSetting> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    if ((await listTaxEngines(tx)).length >= MOST_ENGINES) {
      const message = `An entity has at most ${MOST_ENGINES} outside tax engines.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return savedEngine(tx, context, { ...engine, taxEngineId: newId() });
  });

/** Errors: ENTITY_NOT_FOUND, NUMBER_IN_USE, MISSING_FIELD (the password, for another host). */
export const updateTaxEngine = (
  context: Context,
  key: string,
  changed: Changed<TaxEngineSetting>,
): Promise<TaxEngineSetting> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockTaxEngine(tx, key);
    if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
    refuseOldPasswordElsewhere(stored, changed);
    return savedEngine(tx, context, { ...stored, ...givenOf(changed) });
  });

/** A password is never told: neither may it be sent to a host that it was not given for. */
function refuseOldPasswordElsewhere(
  stored: TaxEngineSetting,
  { connectUrl, password }: Changed<TaxEngineSetting>,
): void {
  if (connectUrl === undefined || password !== undefined) return;
  if (new URL(connectUrl).origin === new URL(stored.connectUrl).origin) return;
  throw new BillingError("MISSING_FIELD", { field: "password" });
}

async function savedEngine(
  tx: Transaction,
  { userId }: Context,
  engine: TaxEngineSetting,
): Promise<TaxEngineSetting> {
  if (!(await saveTaxEngine(tx, engine, userId)))
    throw new BillingError("NUMBER_IN_USE", { field: "name", number: engine.name });
  return engine;
}

const givenOf = <Setting>(changed: Changed<Setting>): Partial<Setting> =>
  Object.fromEntries(
    Object.entries(changed).filter(([, value]) => value !== undefined),
  ) as Partial<Setting>;

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (tax codes are its). */
export const deleteTaxEngine = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockTaxEngine(tx, key);
    if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
    if (await isTaxEngineUsed(tx, stored.taxEngineId)) {
      const message = `Tax codes are of tax engine '${stored.name}'.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteEngine(tx, stored.taxEngineId);
  });

/** Errors: NUMBER_IN_USE (its name). */
export const createTaxCompany = (
  context: Context,
  company: Omit<TaxCompanySetting, "taxCompanyId">,
): Promise<TaxCompanySetting> =>
  inTransaction(context.database, context.entityId, (tx) =>
    savedCompany(tx, { ...company, taxCompanyId: newId() }),
  );

/** Errors: ENTITY_NOT_FOUND, NUMBER_IN_USE. */
export const updateTaxCompany = (
  context: Context,
  key: string,
  changed: Changed<TaxCompanySetting>,
): Promise<TaxCompanySetting> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockTaxCompany(tx, key);
    if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return savedCompany(tx, { ...stored, ...givenOf(changed) });
  });

async function savedCompany(
  tx: Transaction,
  company: TaxCompanySetting,
): Promise<TaxCompanySetting> {
  if (!(await saveTaxCompany(tx, company)))
    throw new BillingError("NUMBER_IN_USE", { field: "name", number: company.name });
  return company;
}

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (tax codes name it). */
export const deleteTaxCompany = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockTaxCompany(tx, key);
    if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
    if (await isTaxCompanyUsed(tx, stored.taxCompanyId)) {
      const message = `Tax codes name tax company '${stored.name}'.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteCompany(tx, stored.taxCompanyId);
  });
