import type {
  AccountingCode,
  AccountingCodeFields,
  AccountingCodeType,
} from "#engine/accounting/accounting-code.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type StoredAccountingCode = AccountingCode & {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

type Authorship = { readonly userId: string; readonly now: string };

export async function saveNewAccountingCode(
  tx: Transaction,
  accountingCodeId: string,
  fields: AccountingCodeFields,
  { userId, now }: Authorship,
): Promise<void> {
  const { name, type, glAccountName, glAccountNumber, notes, customFields } = fields;
  await sql`
    insert into accounting_codes (accounting_code_id, name, type, gl_account_name,
      gl_account_number, notes, custom_fields, created_by_id, created_at, updated_by_id, updated_at)
    values (${accountingCodeId}, ${name}, ${type}, ${glAccountName}, ${glAccountNumber}, ${notes},
      ${JSON.stringify(customFields)}::jsonb, ${userId}, ${now}, ${userId}, ${now})
  `.execute(tx);
}

export async function saveAccountingCode(
  tx: Transaction,
  code: AccountingCode,
  { userId, now }: Authorship,
): Promise<void> {
  const { name, type, glAccountName, glAccountNumber, notes, active } = code;
  await sql`
    update accounting_codes set name = ${name}, type = ${type}, gl_account_name = ${glAccountName},
      gl_account_number = ${glAccountNumber}, notes = ${notes}, active = ${active},
      custom_fields = ${JSON.stringify(code.customFields)}::jsonb,
      updated_by_id = ${userId}, updated_at = ${now}
    where accounting_code_id = ${code.accountingCodeId}::uuid
  `.execute(tx);
}

export async function findAccountingCode(
  tx: Transaction,
  key: string,
): Promise<StoredAccountingCode | undefined> {
  const { rows } = await sql<Row>`
    select * from accounting_codes where accounting_code_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toCode)[0];
}

/** Of these names, those that are codes; `isAny` when the entity has any code at all. */
export async function findAccountingCodes(
  tx: Transaction,
  names: readonly string[],
): Promise<{ isAny: boolean; codes: { name: string; active: boolean }[] }> {
  const { rows } = await sql<{ is_any: boolean; name: string | null; active: boolean | null }>`
    select (select true from accounting_codes limit 1) is not null as is_any, name, active
    from (values (1)) one (n)
      left join accounting_codes on name = any (${[...names]}::text[])
  `.execute(tx);
  const codes = rows.flatMap(({ name, active }) =>
    name === null || active === null ? [] : { name, active },
  );
  return { isAny: rows[0]?.is_any ?? false, codes };
}

/** By name, one more than fits on the page where there are more. */
export async function listAccountingCodes(
  tx: Transaction,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
): Promise<StoredAccountingCode[]> {
  const { rows } = await sql<Row>`
    select * from accounting_codes order by name
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return rows.map(toCode);
}

/** What in the catalog or on an order names it. */
export async function isAccountingCodeUsed(tx: Transaction, name: string): Promise<boolean> {
  const { rows } = await sql`
    select from product_rate_plan_charges
    where ${name} in (other_fields ->> 'accountingCode', other_fields ->> 'deferredRevenueAccount',
      other_fields ->> 'recognizedRevenueAccount')
    limit 1
  `.execute(tx);
  return rows.length > 0;
}

export async function deleteAccountingCode(
  tx: Transaction,
  accountingCodeId: string,
): Promise<void> {
  await sql`
    delete from accounting_codes where accounting_code_id = ${accountingCodeId}::uuid
  `.execute(tx);
}

type Row = {
  accounting_code_id: string;
  name: string;
  type: AccountingCodeType;
  gl_account_name: string | null;
  gl_account_number: string | null;
  notes: string | null;
  active: boolean;
  custom_fields: CustomFields;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toCode = (row: Row): StoredAccountingCode => ({
  accountingCodeId: row.accounting_code_id,
  name: row.name,
  type: row.type,
  glAccountName: row.gl_account_name,
  glAccountNumber: row.gl_account_number,
  notes: row.notes,
  active: row.active,
  customFields: row.custom_fields,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
