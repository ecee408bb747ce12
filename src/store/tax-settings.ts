/** Tax codes with their rates, as an entity sets them. Keys are ids. */
import type { AddressRates, TaxDateRule, TaxRate } from "#engine/model/tax.ts";
import { type DateRange, NO_END } from "#engine/values/date-range.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";
import { findSetting } from "./settings.ts";

/** A tax code as it is set. */
export type TaxCodeSetting = {
  readonly taxCodeId: string;
  readonly name: string;
  readonly active: boolean;
  readonly description: string | null;
  /** Null: the server's own engine. */
  readonly taxEngineId: string | null;
  readonly taxCompanyId: string | null;
  /** What an outside engine calls it. */
  readonly externalTaxCode: string | null;
};

export async function listTaxCodes(tx: Transaction): Promise<TaxCodeSetting[]> {
  const { rows } = await sql<TaxCodeRow>`select * from tax_codes order by name`.execute(tx);
  return rows.map(toTaxCode);
}

/** Locked until the transaction ends: its periods change one after the other. */
export async function lockTaxCode(
  tx: Transaction,
  key: string,
): Promise<TaxCodeSetting | undefined> {
  const { rows } = await sql<TaxCodeRow>`
    select * from tax_codes where tax_code_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows[0] && toTaxCode(rows[0]);
}

/** @returns false where another code has the name */
export async function saveTaxCode(
  tx: Transaction,
  code: TaxCodeSetting,
  userId: string,
): Promise<boolean> {
  const { rows } = await sql`
    insert into tax_codes (tax_code_id, name, active, description, tax_engine_id, tax_company_id,
      external_tax_code, created_by_id, updated_by_id)
    select ${code.taxCodeId}::uuid, ${code.name}, ${code.active}, ${code.description},
      ${code.taxEngineId}::uuid, ${code.taxCompanyId}::uuid, ${code.externalTaxCode},
      ${userId}::uuid, ${userId}::uuid
    where not exists (
      select from tax_codes where name = ${code.name} and tax_code_id <> ${code.taxCodeId}::uuid
    )
    on conflict (tax_code_id) do update set name = excluded.name, active = excluded.active,
      description = excluded.description, tax_engine_id = excluded.tax_engine_id,
      tax_company_id = excluded.tax_company_id, external_tax_code = excluded.external_tax_code,
      updated_by_id = excluded.updated_by_id, updated_at = now()
    returning 1
  `.execute(tx);
  return rows.length > 0;
}

/** Whether a charge of the catalog or of a subscription is taxed by this code. */
export async function isTaxCodeUsed(tx: Transaction, name: string): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from product_rate_plan_charges where taxable and tax_code = ${name})
      or exists (select from rate_plan_charges where tax_code = ${name}) as used
  `.execute(tx);
  return rows[0]?.used ?? false;
}

export async function deleteTaxCode(tx: Transaction, taxCodeId: string): Promise<void> {
  await sql`delete from tax_codes where tax_code_id = ${taxCodeId}::uuid`.execute(tx);
}

type TaxCodeRow = {
  tax_code_id: string;
  name: string;
  active: boolean;
  description: string | null;
  tax_engine_id: string | null;
  tax_company_id: string | null;
  external_tax_code: string | null;
};

const toTaxCode = (row: TaxCodeRow): TaxCodeSetting => ({
  taxCodeId: row.tax_code_id,
  name: row.name,
  active: row.active,
  description: row.description,
  taxEngineId: row.tax_engine_id,
  taxCompanyId: row.tax_company_id,
  externalTaxCode: row.external_tax_code,
});

export type TaxRatePeriodSetting = {
  readonly taxRatePeriodId: string;
  readonly taxCodeId: string;
  readonly days: DateRange;
};

/** By code and start. */
export async function listTaxRatePeriods(
  tx: Transaction,
  taxCodeId: string | null = null,
): Promise<TaxRatePeriodSetting[]> {
  const { rows } = await sql<PeriodRow>`
    select * from tax_rate_periods
    where ${taxCodeId === null ? sql`true` : sql`tax_code_id = ${taxCodeId}::uuid`}
    order by tax_code_id, start_date
  `.execute(tx);
  return rows.map(toPeriod);
}

export async function findTaxRatePeriod(
  tx: Transaction,
  key: string,
): Promise<TaxRatePeriodSetting | undefined> {
  const { rows } = await sql<PeriodRow>`
    select * from tax_rate_periods where tax_rate_period_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toPeriod(rows[0]);
}

export async function saveTaxRatePeriod(
  tx: Transaction,
  { taxRatePeriodId, taxCodeId, days }: TaxRatePeriodSetting,
): Promise<void> {
  await sql`
    insert into tax_rate_periods (tax_rate_period_id, tax_code_id, start_date, end_date)
    values (${taxRatePeriodId}::uuid, ${taxCodeId}::uuid, ${days.start}::date,
      nullif(${days.end}, ${NO_END})::date)
    on conflict (tax_rate_period_id) do update
      set start_date = excluded.start_date, end_date = excluded.end_date
  `.execute(tx);
}

export async function deleteTaxRatePeriod(tx: Transaction, periodId: string): Promise<void> {
  await sql`
    delete from tax_rate_periods where tax_rate_period_id = ${periodId}::uuid
  `.execute(tx);
}

type PeriodRow = {
  tax_rate_period_id: string;
  tax_code_id: string;
  start_date: PlainDate;
  end_date: PlainDate | null;
};

const toPeriod = (row: PeriodRow): TaxRatePeriodSetting => ({
  taxRatePeriodId: row.tax_rate_period_id,
  taxCodeId: row.tax_code_id,
  days: { start: row.start_date, end: row.end_date ?? NO_END },
});

/** The taxes of an address in a period. */
export type TaxRateSetting = AddressRates & {
  readonly taxRateId: string;
  readonly description: string | null;
};

/** In the order in which they are matched. */
export async function listTaxRates(
  tx: Transaction,
  periodId: string,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
): Promise<TaxRateSetting[]> {
  const { rows } = await sql<TaxRateRow>`
    select * from tax_rates where tax_rate_period_id = ${periodId}::uuid
    order by tax_order limit ${pageSize} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return rows.map(toTaxRate);
}

/** Adds rates behind those that the period has. The tax code is locked. */
export async function appendTaxRates(
  tx: Transaction,
  periodId: string,
  rates: readonly TaxRateSetting[],
): Promise<void> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(tax_order), 0) as last from tax_rates
    where tax_rate_period_id = ${periodId}::uuid
  `.execute(tx);
  const last = rows[0]?.last ?? 0;
  await insertRows(
    tx,
    "tax_rates",
    TAX_RATE_COLUMNS,
    rates.map((each, index) => ({
      tax_rate_period_id: periodId,
      tax_order: last + 1 + index,
      tax_rate_id: each.taxRateId,
      country: each.country,
      state: each.state,
      county: each.county,
      city: each.city,
      postal_code: each.postalCode,
      tax_region: each.taxRegion,
      description: each.description,
      rates: each.rates.map((rate) => ({ ...rate, taxRate: rate.taxRate.toFixed() })),
    })),
  );
}

export async function deleteTaxRates(tx: Transaction, periodId: string): Promise<void> {
  await sql`delete from tax_rates where tax_rate_period_id = ${periodId}::uuid`.execute(tx);
}

const TAX_RATE_COLUMNS = {
  tax_rate_period_id: "uuid",
  tax_order: "integer",
  tax_rate_id: "uuid",
  country: "text",
  state: "text",
  county: "text",
  city: "text",
  postal_code: "text",
  tax_region: "text",
  description: "text",
  rates: "jsonb",
} as const satisfies Columns;

export type TaxRateRow = {
  tax_rate_period_id: string;
  tax_rate_id: string;
  country: string;
  state: string | null;
  county: string | null;
  city: string | null;
  postal_code: string | null;
  tax_region: string | null;
  description: string | null;
  rates: (Omit<TaxRate, "taxRate"> & { taxRate: string })[];
};

export const toTaxRate = (row: TaxRateRow): TaxRateSetting => ({
  taxRateId: row.tax_rate_id,
  country: row.country,
  state: row.state,
  county: row.county,
  city: row.city,
  postalCode: row.postal_code,
  taxRegion: row.tax_region,
  description: row.description,
  rates: row.rates.map((rate) => ({ ...rate, taxRate: decimal(rate.taxRate) })),
});

/** By country, in full. */
export const findTaxDates = async (
  tx: Transaction,
): Promise<Readonly<Record<string, TaxDateRule>>> =>
  (await findSetting(tx, "tax-dates")) as Readonly<Record<string, TaxDateRule>>;
