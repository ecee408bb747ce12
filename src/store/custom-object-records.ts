import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Author } from "./custom-field-definitions.ts";
import type { Transaction } from "./database.ts";
import { type Columns, insertRows, updateRows } from "./insert-rows.ts";

export type StoredRecord = {
  readonly recordId: string;
  readonly fields: CustomFields;
  readonly version: number;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

type RecordRow = {
  record_id: string;
  fields: CustomFields;
  version: number;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toRecord = (row: RecordRow): StoredRecord => ({
  recordId: row.record_id,
  fields: row.fields,
  version: row.version,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

export type RecordsWanted = {
  readonly ids?: readonly string[] | undefined;
  readonly condition?: RawBuilder<SqlBool> | undefined;
  /** The last record of the page before. */
  readonly after?: string | undefined;
  readonly pageSize: number;
};

/** In the order in which they were made. */
export async function listRecords(
  tx: Transaction,
  object: string,
  { ids, condition, after, pageSize }: RecordsWanted,
): Promise<{ readonly records: readonly StoredRecord[]; readonly hasMore: boolean }> {
  const { rows } = await sql<RecordRow>`
    select * from custom_object_records t where object = ${object}
      ${ids ? sql`and record_id = any (${ids}::uuid[])` : sql``}
      ${condition ? sql`and ${condition}` : sql``}
      ${after === undefined ? sql`` : sql`and record_id > ${after}::uuid`}
    order by record_id limit ${pageSize + 1}
  `.execute(tx);
  const hasMore = rows.length > pageSize;
  return { records: rows.slice(0, pageSize).map(toRecord), hasMore };
}

/** Locked until the transaction ends, in the order of their ids; those that there are. */
export async function lockRecords(
  tx: Transaction,
  object: string,
  ids: readonly string[],
): Promise<StoredRecord[]> {
  const { rows } = await sql<RecordRow>`
    select * from custom_object_records
    where object = ${object} and record_id = any (${ids}::uuid[])
    order by record_id for update
  `.execute(tx);
  return rows.map(toRecord);
}

export async function hasRecords(tx: Transaction, object: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from custom_object_records where object = ${object}) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}

/** Those of `ids` that there are. */
export async function listRecordIds(
  tx: Transaction,
  object: string,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ record_id: string }>`
    select record_id from custom_object_records
    where object = ${object} and record_id = any (${ids}::uuid[])
  `.execute(tx);
  return rows.map((row) => row.record_id);
}

export type WrittenRecord = { readonly recordId: string; readonly fields: CustomFields };

export async function insertRecords(
  tx: Transaction,
  object: string,
  records: readonly WrittenRecord[],
  { userId, now }: Author,
): Promise<void> {
  await insertRows(
    tx,
    "custom_object_records",
    { ...KEYS, ...SETS, version: "integer", created_by_id: "uuid", created_at: "timestamptz" },
    records.map(({ recordId, fields }) => ({
      object,
      record_id: recordId,
      fields,
      version: 1,
      created_by_id: userId,
      created_at: now,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
}

export async function updateRecords(
  tx: Transaction,
  object: string,
  records: readonly (WrittenRecord & { readonly version: number })[],
  { userId, now }: Author,
): Promise<void> {
  await updateRows(
    tx,
    "custom_object_records",
    { keys: KEYS, sets: { ...SETS, version: "integer" } },
    records.map(({ recordId, fields, version }) => ({
      object,
      record_id: recordId,
      fields,
      version,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
}

const KEYS = { object: "text", record_id: "uuid" } as const satisfies Columns;
const SETS = {
  fields: "jsonb",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export async function deleteRecords(
  tx: Transaction,
  object: string,
  ids: readonly string[],
): Promise<void> {
  for (const table of ["custom_object_unique_values", "custom_object_records"]) {
    await sql`
      delete from ${sql.table(table)}
      where object = ${object} and record_id = any (${ids}::uuid[])
    `.execute(tx);
  }
}

export async function renameField(
  tx: Transaction,
  object: string,
  name: string,
  targetName: string,
): Promise<void> {
  await sql`
    update custom_object_records
    set fields = fields - ${name} || jsonb_build_object(${targetName}::text, fields -> ${name})
    where object = ${object} and fields ? ${name}
  `.execute(tx);
  await sql`
    update custom_object_unique_values set field = ${targetName}
    where object = ${object} and field = ${name}
  `.execute(tx);
}

/** A value that no other record of the object may have. */
export type UniqueValue = {
  readonly recordId: string;
  readonly field: string;
  readonly value: string;
};

/** Until the transaction ends nobody else writes unique values of this object. */
export async function lockUniqueValues(tx: Transaction, object: string): Promise<void> {
  const name = `custom-object ${object} `;
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${name} || current_entity_id(), 0))
  `.execute(tx);
}

/** Of these values those that a record has, and which one. */
export async function listTakenValues(
  tx: Transaction,
  object: string,
  values: readonly UniqueValue[],
): Promise<UniqueValue[]> {
  const { rows } = await sql<{ record_id: string; field: string; value: string }>`
    select record_id, field, value
    from custom_object_unique_values
    join unnest(${values.map(({ field }) => field)}::text[],
      ${values.map(({ value }) => value)}::text[]) wanted (field, value) using (field, value)
    where object = ${object}
  `.execute(tx);
  return rows.map((row) => ({ recordId: row.record_id, field: row.field, value: row.value }));
}

/** Instead of those that these records had. */
export async function replaceUniqueValues(
  tx: Transaction,
  object: string,
  recordIds: readonly string[],
  values: readonly UniqueValue[],
): Promise<void> {
  await sql`
    delete from custom_object_unique_values
    where object = ${object} and record_id = any (${recordIds}::uuid[])
  `.execute(tx);
  await insertRows(
    tx,
    "custom_object_unique_values",
    { object: "text", field: "text", value: "text", record_id: "uuid" },
    values.map(({ recordId, field, value }) => ({ object, field, value, record_id: recordId })),
  );
}
