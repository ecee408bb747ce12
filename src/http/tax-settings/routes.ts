import { BillingError } from "#engine/errors.ts";
import type { TaxDateRule } from "#engine/model/tax.ts";
import { countryName } from "#engine/values/country.ts";
import { type DateRange, NO_END, serviceEndDate } from "#engine/values/date-range.ts";
import { addDays } from "#engine/values/plain-date.ts";
import {
  createTaxCode,
  deleteTaxCode,
  lockTaxCodeOf,
  type TaxCodeKind,
  updateTaxCode,
} from "#operations/save-tax-code.ts";
import {
  createTaxRatePeriod,
  createTaxRates,
  deleteTaxRatePeriod,
  deleteTaxRates,
  updateTaxRatePeriod,
} from "#operations/save-tax-rates.ts";
import { inTransaction } from "#store/database.ts";
import { saveTaxDates } from "#store/settings.ts";
import {
  findTaxDates,
  findTaxRatePeriod,
  listTaxCodes,
  listTaxRatePeriods,
  listTaxRates,
  type TaxCodeSetting,
  type TaxRatePeriodSetting,
} from "#store/tax-settings.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { taxEngineRoutes } from "./engine-routes.ts";
import { OWN_ENGINE_ID } from "./own-engine.ts";
import { taxRateToWire, toTaxRate } from "./to-tax-rate.ts";

function codeRoutes(kind: TaxCodeKind, of: typeof contract.ownTaxCodes): readonly Route[] {
  return [
    route(of.create, async (context, { body }) => toWire(await createTaxCode(context, kind, body))),
    route(of.get, async ({ database, entityId }, { params: { id: key } }) =>
      toWire(await inTransaction(database, entityId, (tx) => lockTaxCodeOf(tx, { kind, key }))),
    ),
    route(of.update, async (context, { params: { id: key }, body }) =>
      toWire(await updateTaxCode(context, { kind, key }, body)),
    ),
    route(of.remove, async (context, { params: { id: key } }) => {
      await deleteTaxCode(context, { kind, key });
      return {};
    }),
  ];
}

export const taxSettingsRoutes: readonly Route[] = [
  ...taxEngineRoutes,
  route(contract.listTaxCodes, async ({ database, entityId }) => {
    const codes = await inTransaction(database, entityId, listTaxCodes);
    return { taxCodes: codes.map(toWire) };
  }),
  ...codeRoutes("ztax", contract.ownTaxCodes),
  ...codeRoutes("connector", contract.connectorTaxCodes),
  route(contract.listTaxRatePeriods, async ({ database, entityId }) => {
    const periods = await inTransaction(database, entityId, (tx) => listTaxRatePeriods(tx));
    return { taxRatePeriods: periods.map(periodToWire) };
  }),
  route(contract.createTaxRatePeriod, async (context, { params, body }) => {
    const days = { start: body.startDate, end: endOf(body.endDate) };
    return periodToWire(await createTaxRatePeriod(context, params.key, days));
  }),
  route(contract.updateTaxRatePeriod, async (context, { params, body: { startDate, endDate } }) =>
    periodToWire(
      await updateTaxRatePeriod(context, params.key, {
        ...(startDate && { start: startDate }),
        ...(endDate !== undefined && { end: endOf(endDate) }),
      }),
    ),
  ),
  route(contract.deleteTaxRatePeriod, async (context, { params }) => {
    await deleteTaxRatePeriod(context, params.key);
    return {};
  }),
  route(contract.listTaxRates, ({ database, entityId }, { params, query: { page, size } }) =>
    inTransaction(database, entityId, async (tx) => {
      const period = await findTaxRatePeriod(tx, params.key);
      if (!period) throw new BillingError("ENTITY_NOT_FOUND", { key: params.key });
      const { taxRatePeriodId } = period;
      const rates = await listTaxRates(tx, taxRatePeriodId, { page, pageSize: size });
      return { taxRates: rates.map((rate) => taxRateToWire(taxRatePeriodId, rate)) };
    }),
  ),
  route(contract.createTaxRates, async (context, { params, body }) => {
    const made = await createTaxRates(context, params.key, body.taxRates.map(toTaxRate));
    return { taxRates: made.taxRates.map((rate) => taxRateToWire(made.taxRatePeriodId, rate)) };
  }),
  route(contract.deleteTaxRates, async (context, { params }) => {
    await deleteTaxRates(context, params.key);
    return {};
  }),
  route(contract.getTaxDates, async ({ database, entityId }) =>
    taxDatesToWire(await inTransaction(database, entityId, findTaxDates)),
  ),
  route(contract.updateTaxDates, ({ database, entityId }, { body }) => {
    const changed = Object.fromEntries(body.taxDates.map(toTaxDate));
    return inTransaction(database, entityId, async (tx) => {
      await saveTaxDates(tx, changed);
      return taxDatesToWire(await findTaxDates(tx));
    });
  }),
];

const toWire = ({ taxCodeId: id, taxEngineId, ...code }: TaxCodeSetting) => ({
  id,
  ...code,
  taxEngineId: taxEngineId ?? OWN_ENGINE_ID,
});

const endOf = (endDate: DateRange["end"] | null | undefined): DateRange["end"] =>
  endDate ? addDays(endDate, 1) : NO_END;

const periodToWire = ({ taxRatePeriodId, taxCodeId, days }: TaxRatePeriodSetting) => ({
  id: taxRatePeriodId,
  taxCodeId,
  startDate: days.start,
  endDate: days.end === NO_END ? null : serviceEndDate(days),
});

function toTaxDate(given: { country: string; taxDate: TaxDateRule }): [string, TaxDateRule] {
  const country = countryName(given.country);
  if (country !== undefined) return [country, given.taxDate];
  const message = `'${given.country}' is no country.`;
  throw new BillingError("INVALID_VALUE", { message });
}

const taxDatesToWire = (taxDates: Readonly<Record<string, TaxDateRule>>) => ({
  taxDates: Object.entries(taxDates)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([country, taxDate]) => ({ country, taxDate })),
});
