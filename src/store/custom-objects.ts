import type { CustomObject } from "#engine/custom-objects/custom-object.ts";
import type { Author } from "./custom-field-definitions.ts";
import { sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";

export type StoredObject = CustomObject & {
  readonly definitionId: string;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

type ObjectRow = {
  object: string;
  definition_id: string;
  definition: Omit<CustomObject, "object">;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toObject = (row: ObjectRow): StoredObject => ({
  ...row.definition,
  object: row.object,
  definitionId: row.definition_id,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

export async function listCustomObjects(tx: Transaction): Promise<StoredObject[]> {
  const { rows } = await sql<ObjectRow>`
    select * from custom_objects order by object
  `.execute(tx);
  return rows.map(toObject);
}

/** @param lock  share: it stays as it is until the transaction ends; update: the caller changes it */
export async function findCustomObject(
  tx: Transaction,
  object: string,
  lock: "none" | "share" | "update" = "none",
): Promise<StoredObject | undefined> {
  const locked = lock === "none" ? sql`` : sql`for ${sql.raw(lock)}`;
  const { rows } = await sql<ObjectRow>`
    select * from custom_objects where object = ${object} ${locked}
  `.execute(tx);
  return rows[0] && toObject(rows[0]);
}

/** Undefined: there is one of this name. */
export async function createCustomObject(
  tx: Transaction,
  { object, ...definition }: CustomObject,
  { userId, now }: Author,
): Promise<StoredObject | undefined> {
  const { rows } = await sql<ObjectRow>`
    insert into custom_objects (object, definition_id, definition, created_by_id, created_at,
      updated_by_id, updated_at)
    values (${object}, ${newId()}, ${JSON.stringify(definition)}::jsonb, ${userId}, ${now},
      ${userId}, ${now})
    on conflict do nothing returning *
  `.execute(tx);
  return rows[0] && toObject(rows[0]);
}

export async function saveCustomObject(
  tx: Transaction,
  { object, ...others }: CustomObject,
  { userId, now }: Author,
): Promise<void> {
  const { label, description, fields, relations, auditsCreation, auditsDeletion } = others;
  const definition = { label, description, fields, relations, auditsCreation, auditsDeletion };
  await sql`
    update custom_objects set definition = ${JSON.stringify(definition)}::jsonb,
      updated_by_id = ${userId}, updated_at = ${now}
    where object = ${object}
  `.execute(tx);
}

export async function deleteCustomObject(tx: Transaction, object: string): Promise<void> {
  await sql`delete from custom_objects where object = ${object}`.execute(tx);
}
