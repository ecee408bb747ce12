/** Objects of the object API that are what Object Query finds, each field with a capital. */
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction } from "#store/database.ts";
import { findObject } from "#store/object-query/find-objects.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import type { ObjectName } from "#store/object-query/query-object.ts";
import { readParameters } from "../object-query/parameters.ts";
import { parseSelection } from "../object-query/parse-query.ts";
import { offsetTimestamp } from "../timestamps.ts";
import type { CrudObject } from "./to-wire.ts";

/** "sKU" is SKU here. */
export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Errors: ENTITY_NOT_FOUND. */
export async function readQueriedObject(
  { database, entityId, timeZone, today }: Context,
  name: ObjectName,
  key: string,
): Promise<CrudObject> {
  const object = OBJECTS[name];
  const selection = parseSelection(object, readParameters({}));
  const found = await inTransaction(database, entityId, (tx) =>
    findObject(tx, object, key, { selection, pageSize: 1, today: today() }),
  );
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const fields = Object.entries(found.fields).map(([field, value]) => [
    capital(field),
    value instanceof Date ? offsetTimestamp(value, timeZone) : value,
  ]);
  return { Id: String(found.fields.id), ...Object.fromEntries(fields), ...found.customFields };
}
