import type {
  AccountingPeriod,
  AccountingPeriodStatus,
} from "#engine/accounting/accounting-period.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

export type StoredAccountingPeriod = AccountingPeriod & {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

type Authorship = { readonly userId: string; readonly now: string };

/** Nobody posts until the transaction ends, and whoever has begun to has ended. */
export async function lockAccountingPeriods(tx: Transaction): Promise<StoredAccountingPeriod[]> {
  await sql`select lock_accounting_periods(true)`.execute(tx);
  return listAccountingPeriods(tx);
}

/** All of them, in the order of their days. */
export async function listAccountingPeriods(tx: Transaction): Promise<StoredAccountingPeriod[]> {
  const { rows } = await sql<Row>`
    select * from accounting_periods order by start_date
  `.execute(tx);
  return rows.map(toPeriod);
}

/** Saves a period, new or not. */
export async function saveAccountingPeriod(
  tx: Transaction,
  period: AccountingPeriod,
  { userId, now }: Authorship,
): Promise<void> {
  const { accountingPeriodId, name, notes, fiscalYear, fiscalQuarter, startDate } = period;
  const { endDate, status, customFields } = period;
  await sql`
    insert into accounting_periods (accounting_period_id, name, notes, fiscal_year, fiscal_quarter,
      start_date, end_date, status, custom_fields, created_by_id, created_at, updated_by_id,
      updated_at)
    values (${accountingPeriodId}, ${name}, ${notes}, ${fiscalYear}, ${fiscalQuarter},
      ${startDate}, ${endDate}, ${status}, ${JSON.stringify(customFields)}::jsonb, ${userId}, ${now},
      ${userId}, ${now})
    on conflict (entity_id, accounting_period_id) do update set name = excluded.name,
      notes = excluded.notes, fiscal_year = excluded.fiscal_year,
      fiscal_quarter = excluded.fiscal_quarter, start_date = excluded.start_date,
      end_date = excluded.end_date, status = excluded.status,
      custom_fields = excluded.custom_fields, updated_by_id = excluded.updated_by_id,
      updated_at = excluded.updated_at
  `.execute(tx);
}

export async function deleteAccountingPeriod(
  tx: Transaction,
  accountingPeriodId: string,
): Promise<void> {
  await sql`
    delete from accounting_periods where accounting_period_id = ${accountingPeriodId}::uuid
  `.execute(tx);
}

type Row = {
  accounting_period_id: string;
  name: string;
  notes: string | null;
  fiscal_year: number;
  fiscal_quarter: number | null;
  start_date: PlainDate;
  end_date: PlainDate;
  status: AccountingPeriodStatus;
  custom_fields: CustomFields;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toPeriod = (row: Row): StoredAccountingPeriod => ({
  accountingPeriodId: row.accounting_period_id,
  name: row.name,
  notes: row.notes,
  fiscalYear: row.fiscal_year,
  fiscalQuarter: row.fiscal_quarter,
  startDate: plainDate(row.start_date),
  endDate: plainDate(row.end_date),
  status: row.status,
  customFields: row.custom_fields,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
