/** What billing needs to know of taxes: read once for a bill run, or what one order may need. */
import type { TaxInfo } from "#engine/model/account.ts";
import type {
  TaxAddress,
  TaxCode,
  TaxExemption,
  TaxedCustomer,
  TaxIds,
  TaxMode,
  TaxRatePeriod,
  TaxTerms,
} from "#engine/model/tax.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { type TaxRateRow, toTaxRate } from "./tax-settings.ts";

/** What the catalog says of taxable charges: of these, or of all. By the id of the charge. */
export async function listTaxTerms(
  tx: Transaction,
  chargeIds: readonly string[] | "all",
): Promise<Map<string, TaxTerms>> {
  if (chargeIds.length === 0) return new Map();
  const { rows } = await sql<{ charge_id: string; tax_code: string; tax_mode: TaxMode | null }>`
    select product_rate_plan_charge_id as charge_id, tax_code, tax_mode
    from product_rate_plan_charges
    where taxable and tax_code is not null
    and ${chargeIds === "all" ? sql`true` : sql`product_rate_plan_charge_id = any (${[...chargeIds]}::uuid[])`}
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.charge_id,
      { taxCode: row.tax_code, taxMode: row.tax_mode ?? "TaxExclusive" },
    ]),
  );
}

/** Which tax codes are wanted, and the rates of which countries; all where it does not say. */
export type WantedCodes = {
  readonly names?: readonly string[];
  readonly countries?: readonly string[];
};

/** Tax codes in use with their rates, by name. */
export async function listTaxCodesInUse(
  tx: Transaction,
  { names, countries }: WantedCodes = {},
): Promise<Map<string, TaxCode>> {
  const { rows: codes } = await sql<CodeRow>`
    select tax_code_id, tax_codes.name, description, tax_engine_id, external_tax_code, company_code
    from tax_codes left join tax_companies using (tax_company_id)
    where active and ${names ? sql`tax_codes.name = any (${[...names]})` : sql`true`}
  `.execute(tx);
  if (codes.length === 0) return new Map();
  const ids = codes.map((row) => row.tax_code_id);
  const { rows: periods } = await sql<PeriodRow>`
    select * from tax_rate_periods where tax_code_id = any (${ids}::uuid[]) order by start_date
  `.execute(tx);
  const { rows: rates } = await sql<TaxRateRow>`
    select tax_rates.* from tax_rates join tax_rate_periods using (tax_rate_period_id)
    where tax_code_id = any (${ids}::uuid[])
    and ${countries ? sql`country = any (${[...countries]})` : sql`true`}
    order by tax_rate_period_id, tax_order
  `.execute(tx);
  const ratesOf = Map.groupBy(rates, (row) => row.tax_rate_period_id);
  const periodsOf = Map.groupBy(periods, (row) => row.tax_code_id);
  const toPeriod = (row: PeriodRow): TaxRatePeriod => ({
    days: { start: row.start_date, end: row.end_date ?? NO_END },
    addresses: (ratesOf.get(row.tax_rate_period_id) ?? []).map(toTaxRate),
  });
  return new Map(
    codes.map((row) => [
      row.name,
      {
        name: row.name,
        description: row.description,
        ...(row.tax_engine_id !== null && {
          outside: {
            taxEngineId: row.tax_engine_id,
            externalTaxCode: row.external_tax_code ?? row.name,
            companyCode: row.company_code,
          },
        }),
        periods: (periodsOf.get(row.tax_code_id) ?? []).map(toPeriod),
      },
    ]),
  );
}

type CodeRow = {
  tax_code_id: string;
  name: string;
  description: string | null;
  tax_engine_id: string | null;
  external_tax_code: string | null;
  company_code: string | null;
};

type PeriodRow = {
  tax_rate_period_id: string;
  tax_code_id: string;
  start_date: PlainDate;
  end_date: PlainDate | null;
};

/** By the id of the account: the sold-to contact's address, or the bill-to's where there is none. */
export async function listTaxedAccounts(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, TaxedCustomer>> {
  if (accountIds.length === 0) return new Map();
  const { rows } = await sql<AccountRow & AddressRow>`
    select accounts.account_id, tax_info, ${ADDRESS}
    from accounts left join contacts on contacts.account_id = accounts.account_id
      and contacts.contact_id = coalesce(sold_to_contact_id, bill_to_contact_id)
    where accounts.account_id = any (${[...accountIds]}::uuid[])
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        address: toAddress(row),
        exemption: exemptionOf(row.tax_info),
        ...(row.tax_info && { taxIds: taxIdsOf(row.tax_info) }),
      },
    ]),
  );
}

/** Where subscriptions and line items have sold-to contacts of their own: by the contact's id. */
export async function listContactAddresses(
  tx: Transaction,
  contactIds: readonly string[],
): Promise<Map<string, TaxAddress>> {
  if (contactIds.length === 0) return new Map();
  const { rows } = await sql<{ contact_id: string } & AddressRow>`
    select contact_id, ${ADDRESS} from contacts where contact_id = any (${[...contactIds]}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.contact_id, toAddress(row)]));
}

const ADDRESS = sql`contacts.country, contacts.state, contacts.county, contacts.city,
  contacts.postal_code, contacts.tax_region`;

type AccountRow = { account_id: string; tax_info: TaxInfo | null };

type AddressRow = {
  country: string | null;
  state: string | null;
  county: string | null;
  city: string | null;
  postal_code: string | null;
  tax_region: string | null;
};

const toAddress = (row: AddressRow): TaxAddress => ({
  country: row.country,
  state: row.state,
  county: row.county,
  city: row.city,
  postalCode: row.postal_code,
  taxRegion: row.tax_region,
});

const taxIdsOf = (taxInfo: TaxInfo): TaxIds => ({
  companyCode: taxInfo.companyCode,
  VATId: taxInfo.VATId,
  exemptStatus: taxInfo.exemptStatus,
  exemptCertificateId: taxInfo.exemptCertificateId,
  exemptEntityUseCode: taxInfo.exemptEntityUseCode,
});

const BEFORE_ALL = "1900-01-01" as PlainDate;

/** Exempt from its first day to its last; one that is not verified yet exempts from nothing. */
export function exemptionOf(taxInfo: TaxInfo | null): TaxExemption | null {
  if (taxInfo?.exemptStatus !== "Yes") return null;
  const { exemptEffectiveDate: start, exemptExpirationDate: last } = taxInfo;
  if (start === null && last === null) return { days: null };
  return {
    days: {
      start: (start ?? BEFORE_ALL) as PlainDate,
      end: last === null ? NO_END : addDays(last as PlainDate, 1),
    },
  };
}
