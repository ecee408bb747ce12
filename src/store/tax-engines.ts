/** Outside tax engines, and the companies that they know an entity by. Keys are ids. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type TaxEngineSetting = {
  readonly taxEngineId: string;
  readonly name: string;
  readonly connectUrl: string;
  readonly password: string;
};

export async function listTaxEngines(tx: Transaction): Promise<TaxEngineSetting[]> {
  const { rows } = await sql<EngineRow>`select * from tax_engines order by name`.execute(tx);
  return rows.map(toEngine);
}

export async function lockTaxEngine(
  tx: Transaction,
  key: string,
): Promise<TaxEngineSetting | undefined> {
  const { rows } = await sql<EngineRow>`
    select * from tax_engines where tax_engine_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows[0] && toEngine(rows[0]);
}

/** @returns false where another engine has the name */
export async function saveTaxEngine(
  tx: Transaction,
  engine: TaxEngineSetting,
  userId: string,
): Promise<boolean> {
  const { taxEngineId, name, connectUrl, password } = engine;
  const { rows } = await sql`
    insert into tax_engines
      (tax_engine_id, name, connect_url, password, created_by_id, updated_by_id)
    select ${taxEngineId}::uuid, ${name}, ${connectUrl}, ${password}, ${userId}::uuid,
      ${userId}::uuid
    where not exists (
      select from tax_engines where name = ${name} and tax_engine_id <> ${taxEngineId}::uuid
    )
    on conflict (tax_engine_id) do update set name = excluded.name,
      connect_url = excluded.connect_url, password = excluded.password,
      updated_by_id = excluded.updated_by_id, updated_at = now()
    returning 1
  `.execute(tx);
  return rows.length > 0;
}

export async function isTaxEngineUsed(tx: Transaction, taxEngineId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from tax_codes where tax_engine_id = ${taxEngineId}::uuid limit 1
  `.execute(tx);
  return rows.length > 0;
}

export async function deleteTaxEngine(tx: Transaction, taxEngineId: string): Promise<void> {
  await sql`delete from tax_engines where tax_engine_id = ${taxEngineId}::uuid`.execute(tx);
}

type EngineRow = { tax_engine_id: string; name: string; connect_url: string; password: string };

const toEngine = (row: EngineRow): TaxEngineSetting => ({
  taxEngineId: row.tax_engine_id,
  name: row.name,
  connectUrl: row.connect_url,
  password: row.password,
});

export type TaxCompanySetting = {
  readonly taxCompanyId: string;
  readonly name: string;
  readonly companyCode: string;
};

export async function listTaxCompanies(tx: Transaction): Promise<TaxCompanySetting[]> {
  const { rows } = await sql<CompanyRow>`select * from tax_companies order by name`.execute(tx);
  return rows.map(toCompany);
}

export async function lockTaxCompany(
  tx: Transaction,
  key: string,
): Promise<TaxCompanySetting | undefined> {
  const { rows } = await sql<CompanyRow>`
    select * from tax_companies where tax_company_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows[0] && toCompany(rows[0]);
}

/** @returns false where another company has the name */
export async function saveTaxCompany(
  tx: Transaction,
  { taxCompanyId, name, companyCode }: TaxCompanySetting,
): Promise<boolean> {
  const { rows } = await sql`
    insert into tax_companies (tax_company_id, name, company_code)
    select ${taxCompanyId}::uuid, ${name}, ${companyCode}
    where not exists (
      select from tax_companies where name = ${name} and tax_company_id <> ${taxCompanyId}::uuid
    )
    on conflict (tax_company_id) do update
      set name = excluded.name, company_code = excluded.company_code
    returning 1
  `.execute(tx);
  return rows.length > 0;
}

export async function isTaxCompanyUsed(tx: Transaction, taxCompanyId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from tax_codes where tax_company_id = ${taxCompanyId}::uuid limit 1
  `.execute(tx);
  return rows.length > 0;
}

export async function deleteTaxCompany(tx: Transaction, taxCompanyId: string): Promise<void> {
  await sql`delete from tax_companies where tax_company_id = ${taxCompanyId}::uuid`.execute(tx);
}

type CompanyRow = { tax_company_id: string; name: string; company_code: string };

const toCompany = (row: CompanyRow): TaxCompanySetting => ({
  taxCompanyId: row.tax_company_id,
  name: row.name,
  companyCode: row.company_code,
});
