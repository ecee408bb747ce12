/** Records of usage, as they are kept: not what is billed of them (usage-to-bill.ts). */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { type Decimal, decimal, formatDecimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type UsageRecord = {
  readonly usageId: string;
  readonly accountId: string;
  readonly subscriptionNumber: string | null;
  readonly chargeNumber: string | null;
  readonly unitOfMeasure: string;
  readonly quantity: Decimal;
  readonly startAt: Temporal.Instant;
  /** The day of `startAt` in the entity's time zone. */
  readonly startDate: PlainDate;
  readonly endAt: Temporal.Instant | null;
  readonly description: string | null;
  readonly uniqueKey: string | null;
  readonly groupId: string | null;
  /** Null for one that came by API. */
  readonly importId: string | null;
  readonly customFields: CustomFields;
};

/** A record as it is read, with what the tables around it say of it. */
export type StoredUsage = UsageRecord & {
  readonly accountNumber: string;
  readonly accountName: string;
  readonly subscriptionId: string | null;
  readonly chargeId: string | null;
  readonly status: "Pending" | "Processed";
  readonly fileName: string | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const STORED = sql`
  select records.*, accounts.account_number, accounts.name as account_name, imports.file_name,
    (select original_id from subscriptions where subscriptions.subscription_number =
      records.subscription_number and is_latest_version) as original_subscription_id,
    (select original_charge_id from rate_plan_charges charges
      join subscriptions using (account_id, subscription_id)
      where charges.charge_number = records.charge_number and is_latest_version
        and charges.segment = 1 limit 1) as original_charge_id,
    exists (select from usage_ratings ratings where ratings.account_id = records.account_id
      and ratings.usage_id = records.usage_id) as is_rated
  from usage_records records join accounts using (account_id)
    left join usage_imports imports using (import_id)`;

export async function findUsage(tx: Transaction, key: string): Promise<StoredUsage | undefined> {
  const id = idOf(key);
  if (id === null) return undefined;
  const { rows } = await sql<UsageRow>`${STORED} where records.usage_id = ${id}::uuid`.execute(tx);
  return rows[0] && toStored(rows[0]);
}

/** Of one account, the newest days first. */
export async function listUsage(
  tx: Transaction,
  accountId: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<StoredUsage[]> {
  const { rows } = await sql<UsageRow>`
    ${STORED} where records.account_id = ${accountId}::uuid
    order by records.start_at desc, records.usage_id desc offset ${offset} limit ${limit}
  `.execute(tx);
  return rows.map(toStored);
}

type UsageRow = {
  usage_id: string;
  account_id: string;
  subscription_number: string | null;
  charge_number: string | null;
  unit_of_measure: string;
  quantity: string;
  start_at: Date;
  start_date: PlainDate;
  end_at: Date | null;
  description: string | null;
  unique_key: string | null;
  group_id: string | null;
  import_id: string | null;
  custom_fields: CustomFields;
  account_number: string;
  account_name: string;
  original_subscription_id: string | null;
  original_charge_id: string | null;
  is_rated: boolean;
  file_name: string | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toStored = (row: UsageRow): StoredUsage => ({
  usageId: row.usage_id,
  accountId: row.account_id,
  subscriptionNumber: row.subscription_number,
  chargeNumber: row.charge_number,
  unitOfMeasure: row.unit_of_measure,
  quantity: decimal(row.quantity),
  startAt: toInstant(row.start_at),
  startDate: row.start_date,
  endAt: row.end_at && toInstant(row.end_at),
  description: row.description,
  uniqueKey: row.unique_key,
  groupId: row.group_id,
  importId: row.import_id,
  customFields: row.custom_fields,
  accountNumber: row.account_number,
  accountName: row.account_name,
  subscriptionId: row.original_subscription_id,
  chargeId: row.original_charge_id,
  status: row.is_rated ? "Processed" : "Pending",
  fileName: row.file_name,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

const toInstant = (at: Date): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime());

/**
 * Keeps records, many with one statement; one whose unique key is taken is left out.
 * @returns the ids of those that are new
 */
export async function saveUsage(
  tx: Transaction,
  records: readonly UsageRecord[],
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<ReadonlySet<string>> {
  if (records.length === 0) return new Set();
  const { rows } = await sql<{ usage_id: string }>`
    insert into usage_records (account_id, usage_id, subscription_number, charge_number,
      unit_of_measure, quantity, start_at, start_date, end_at, description, unique_key, group_id,
      import_id, custom_fields, created_by_id, created_at, updated_by_id, updated_at)
    select given.*, ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz
    from unnest(
      ${records.map((record) => record.accountId)}::uuid[],
      ${records.map((record) => record.usageId)}::uuid[],
      ${records.map((record) => record.subscriptionNumber)}::text[],
      ${records.map((record) => record.chargeNumber)}::text[],
      ${records.map((record) => record.unitOfMeasure)}::text[],
      ${records.map((record) => formatDecimal(record.quantity, 0))}::numeric[],
      ${records.map((record) => record.startAt.toString())}::timestamptz[],
      ${records.map((record) => record.startDate)}::date[],
      ${records.map((record) => record.endAt?.toString() ?? null)}::timestamptz[],
      ${records.map((record) => record.description)}::text[],
      ${records.map((record) => record.uniqueKey)}::text[],
      ${records.map((record) => record.groupId)}::text[],
      ${records.map((record) => record.importId)}::uuid[],
      ${records.map((record) => JSON.stringify(record.customFields))}::jsonb[]
    ) as given
    on conflict (entity_id, unique_key) where unique_key is not null do nothing
    returning usage_id
  `.execute(tx);
  return new Set(rows.map((row) => row.usage_id));
}

/** Records by their unique keys. */
export async function findUsageByKey(
  tx: Transaction,
  uniqueKey: string,
): Promise<StoredUsage | undefined> {
  const { rows } = await sql<UsageRow>`
    ${STORED} where records.unique_key = ${uniqueKey}
  `.execute(tx);
  return rows[0] && toStored(rows[0]);
}

export type UsageChanges = Pick<
  UsageRecord,
  "unitOfMeasure" | "quantity" | "startAt" | "startDate" | "endAt" | "customFields"
>;

/** @returns false where billing has rated it, perhaps since it was read */
export async function updateUsageRecord(
  tx: Transaction,
  usageId: string,
  changes: UsageChanges,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<boolean> {
  if (!(await lockPending(tx, usageId))) return false;
  await sql`
    update usage_records set unit_of_measure = ${changes.unitOfMeasure},
      quantity = ${formatDecimal(changes.quantity, 0)}::numeric,
      start_at = ${changes.startAt.toString()}::timestamptz, start_date = ${changes.startDate},
      end_at = ${changes.endAt?.toString() ?? null}::timestamptz,
      custom_fields = ${JSON.stringify(changes.customFields)}::jsonb,
      written_by = pg_current_xact_id(), updated_by_id = ${userId}::uuid,
      updated_at = ${now}::timestamptz
    where usage_id = ${usageId}::uuid
  `.execute(tx);
  return true;
}

/** @returns false where billing has rated it, perhaps since it was read */
export async function deleteUsageRecord(tx: Transaction, usageId: string): Promise<boolean> {
  if (!(await lockPending(tx, usageId))) return false;
  await sql`delete from usage_records where usage_id = ${usageId}::uuid`.execute(tx);
  return true;
}

/** Waits for a billing that is rating it. */
async function lockPending(tx: Transaction, usageId: string): Promise<boolean> {
  await sql`select from usage_records where usage_id = ${usageId}::uuid for update`.execute(tx);
  const { rows } = await sql`
    select from usage_ratings join usage_records using (account_id, usage_id)
    where usage_id = ${usageId}::uuid
  `.execute(tx);
  return rows.length === 0;
}
