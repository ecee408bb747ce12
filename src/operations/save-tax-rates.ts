import { BillingError } from "#engine/errors.ts";
import type { AddressRates } from "#engine/model/tax.ts";
import { type DateRange, isEmpty, NO_END } from "#engine/values/date-range.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  appendTaxRates,
  deleteTaxRatePeriod as deletePeriod,
  deleteTaxRates as deleteRates,
  findTaxRatePeriod,
  listTaxRatePeriods,
  lockTaxCode,
  saveTaxRatePeriod,
  type TaxRatePeriodSetting,
  type TaxRateSetting,
} from "#store/tax-settings.ts";
import type { Context } from "./context.ts";

/**
 * Adds a period to a tax code. One without end that began before ends where this one begins.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (the code is an outside engine's, or periods overlap).
 */
export const createTaxRatePeriod = (
  context: Context,
  taxCodeKey: string,
  days: DateRange,
): Promise<TaxRatePeriodSetting> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const code = await lockTaxCode(tx, taxCodeKey);
    if (!code) throw new BillingError("ENTITY_NOT_FOUND", { key: taxCodeKey });
    if (code.taxEngineId !== null) {
      const message = `The rates of tax code '${code.name}' are those of its outside engine.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const { taxCodeId } = code;
    const others = await listTaxRatePeriods(tx, taxCodeId);
    const open = others.find(({ days: { start, end } }) => end === NO_END && start < days.start);
    if (open) await saveTaxRatePeriod(tx, { ...open, days: { ...open.days, end: days.start } });
    const period = { taxRatePeriodId: newId(), taxCodeId, days };
    return save(
      tx,
      period,
      others.filter((each) => each !== open),
    );
  });

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (periods overlap). */
export const updateTaxRatePeriod = (
  context: Context,
  key: string,
  changed: { readonly start?: DateRange["start"]; readonly end?: DateRange["end"] },
): Promise<TaxRatePeriodSetting> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockPeriod(tx, key);
    const { taxCodeId, taxRatePeriodId } = stored;
    const all = await listTaxRatePeriods(tx, taxCodeId);
    const others = all.filter((each) => each.taxRatePeriodId !== taxRatePeriodId);
    return save(tx, { ...stored, days: { ...stored.days, ...changed } }, others);
  });

async function save(
  tx: Transaction,
  period: TaxRatePeriodSetting,
  others: readonly TaxRatePeriodSetting[],
): Promise<TaxRatePeriodSetting> {
  const { days } = period;
  if (isEmpty(days)) {
    const message = "A tax rate period should not end before it starts.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const overlapping = others.find(
    (other) => other.days.start < days.end && days.start < other.days.end,
  );
  if (overlapping) {
    const message = `Tax rate period '${overlapping.taxRatePeriodId}' of the same tax code has some of these days.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  await saveTaxRatePeriod(tx, period);
  return period;
}

/** With its tax code locked. Errors: ENTITY_NOT_FOUND. */
async function lockPeriod(tx: Transaction, key: string): Promise<TaxRatePeriodSetting> {
  const found = await findTaxRatePeriod(tx, key);
  if (found) await lockTaxCode(tx, found.taxCodeId);
  const stored = found && (await findTaxRatePeriod(tx, key));
  if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return stored;
}

/** With its rates. Errors: ENTITY_NOT_FOUND. */
export const deleteTaxRatePeriod = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { taxRatePeriodId } = await lockPeriod(tx, key);
    await deletePeriod(tx, taxRatePeriodId);
  });

/** Adds rates behind those that the period has. Errors: ENTITY_NOT_FOUND. */
export const createTaxRates = (
  context: Context,
  periodKey: string,
  rates: readonly (AddressRates & Pick<TaxRateSetting, "description">)[],
): Promise<{ readonly taxRatePeriodId: string; readonly taxRates: readonly TaxRateSetting[] }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { taxRatePeriodId } = await lockPeriod(tx, periodKey);
    const taxRates = rates.map((rate) => ({ ...rate, taxRateId: newId() }));
    await appendTaxRates(tx, taxRatePeriodId, taxRates);
    return { taxRatePeriodId, taxRates };
  });

/** All of a period. Errors: ENTITY_NOT_FOUND. */
export const deleteTaxRates = (context: Context, periodKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { taxRatePeriodId } = await lockPeriod(tx, periodKey);
    await deleteRates(tx, taxRatePeriodId);
  });
