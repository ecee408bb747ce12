import type { RecordRelation } from "#engine/custom-objects/custom-object.ts";
import { listRecordIds } from "./custom-object-records.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { OBJECTS } from "./object-query/objects/index.ts";
import type { QueryObject } from "./object-query/query-object.ts";

const BY_NAME: ReadonlyMap<string, QueryObject> = new Map(
  Object.values(OBJECTS).map((object) => [object.singular.toLowerCase(), object]),
);

/** The object that everybody has by this name, in whatever case, or in the plural: `orders`. */
const queried = (name: string): QueryObject | undefined => {
  const plain = name.replace(/[-_]/g, "").toLowerCase();
  return BY_NAME.get(plain) ?? BY_NAME.get(plain.replace(/s$/, ""));
};

/** Whether records can name objects of this name. */
export const isRelatable = (name: string): boolean => queried(name) !== undefined;

/** Of what records name by a relation, what is there; as 32 hexadecimal digits. */
export async function listRelatedIds(
  tx: Transaction,
  { namespace, object }: RecordRelation,
  keys: readonly string[],
): Promise<Set<string>> {
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  if (namespace === "default") return new Set(await listRecordIds(tx, object, ids));
  const found = queried(object);
  if (!found) return new Set();
  const id = sql.raw(found.id);
  const { rows } = await sql<{ id: string }>`
    select ${id} as id from ${sql.raw(found.from)} where ${id} = any (${ids}::uuid[])
  `.execute(tx);
  return new Set(rows.map((row) => row.id));
}
