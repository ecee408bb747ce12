import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { lockTaxCompany, lockTaxEngine } from "#store/tax-engines.ts";
import {
  deleteTaxCode as deleteStored,
  isTaxCodeUsed,
  lockTaxCode,
  saveTaxCode,
  type TaxCodeSetting,
} from "#store/tax-settings.ts";
import type { Context } from "./context.ts";

type Fields = { readonly [Name in keyof TaxCodeSetting]?: TaxCodeSetting[Name] | undefined };

/** Whose tax code it is: the server's own engine's, or an outside one's. */
export type TaxCodeKind = "ztax" | "connector";

/**
 * Adds a tax code. One of an outside engine names it.
 *
 * Errors: NUMBER_IN_USE (its name), ENTITY_NOT_FOUND (engine, company), MISSING_FIELD.
 */
export const createTaxCode = (
  context: Context,
  kind: TaxCodeKind,
  { name, active = true, description = null, ...others }: Fields & Pick<TaxCodeSetting, "name">,
): Promise<TaxCodeSetting> =>
  inTransaction(context.database, context.entityId, (tx) =>
    save(tx, context, kind, {
      taxCodeId: newId(),
      name,
      active,
      description,
      taxEngineId: others.taxEngineId ?? null,
      taxCompanyId: others.taxCompanyId ?? null,
      externalTaxCode: others.externalTaxCode ?? null,
    }),
  );

/**
 * Changes what is given. What it is called by charges stays with them, so its name stays while they
 * use it.
 *
 * Errors: ENTITY_NOT_FOUND, NUMBER_IN_USE, NOT_ALLOWED.
 */
export const updateTaxCode = (
  context: Context,
  { kind, key }: TaxCodeName,
  changed: Fields,
): Promise<TaxCodeSetting> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockTaxCodeOf(tx, { kind, key });
    const given = Object.entries(changed).filter(([, value]) => value !== undefined);
    const next: TaxCodeSetting = { ...stored, ...Object.fromEntries(given) };
    if (next.name !== stored.name) await refuseIfUsed(tx, stored);
    return save(tx, context, kind, next);
  });

export type TaxCodeName = { readonly kind: TaxCodeKind; readonly key: string };

/** Errors: ENTITY_NOT_FOUND. */
export async function lockTaxCodeOf(
  tx: Transaction,
  { kind, key }: TaxCodeName,
): Promise<TaxCodeSetting> {
  const stored = await lockTaxCode(tx, key);
  if (!stored || (stored.taxEngineId === null) !== (kind === "ztax"))
    throw new BillingError("ENTITY_NOT_FOUND", { key });
  return stored;
}

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (charges are taxed by it). */
export const deleteTaxCode = (context: Context, name: TaxCodeName): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockTaxCodeOf(tx, name);
    await refuseIfUsed(tx, stored);
    await deleteStored(tx, stored.taxCodeId);
  });

async function refuseIfUsed(tx: Transaction, { name }: TaxCodeSetting): Promise<void> {
  if (!(await isTaxCodeUsed(tx, name))) return;
  const message = `Charges are taxed by tax code '${name}': make it inactive instead.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

async function save(
  tx: Transaction,
  context: Context,
  kind: TaxCodeKind,
  code: TaxCodeSetting,
): Promise<TaxCodeSetting> {
  const engineId = kind === "connector" ? code.taxEngineId : null;
  if (kind === "connector") {
    if (engineId === null) throw new BillingError("MISSING_FIELD", { field: "taxEngineId" });
    if (!(await lockTaxEngine(tx, engineId)))
      throw new BillingError("ENTITY_NOT_FOUND", { key: engineId });
  }
  const { taxCompanyId, name } = code;
  if (taxCompanyId !== null && !(await lockTaxCompany(tx, taxCompanyId)))
    throw new BillingError("ENTITY_NOT_FOUND", { key: taxCompanyId });
  const saved = { ...code, taxEngineId: engineId };
  if (!(await saveTaxCode(tx, saved, context.userId)))
    throw new BillingError("NUMBER_IN_USE", { field: "name", number: name });
  return saved;
}
