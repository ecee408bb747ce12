import { BillingError } from "../errors.ts";
import { nameOf, reference, required, type SourceObject, type SourceRow } from "./source-row.ts";

/** Our ids by those of the source: of what was imported before, and of what these rows bring. */
export type SourceIds = ReadonlyMap<string, string>;

export const idKey = (object: SourceObject, oldId: string): string => `${object} ${oldId}`;

/** Undefined where the column is empty, or what it names was not imported. */
export function idIn(
  ids: SourceIds,
  row: SourceRow,
  column: string,
  object: SourceObject,
): string | undefined {
  const oldId = reference(row, column);
  return oldId === undefined ? undefined : ids.get(idKey(object, oldId));
}

/** Errors: INVALID_VALUE for an empty column, and for what was not imported. */
export function requiredIdIn(
  ids: SourceIds,
  row: SourceRow,
  column: string,
  object: SourceObject,
): string {
  const named = required(row, column);
  const id = idIn(ids, row, column, object);
  if (id !== undefined) return id;
  const message = `${nameOf(row)}: ${object} '${named}' was not imported, and is not among these rows.`;
  throw new BillingError("INVALID_VALUE", { field: column, message });
}

/** Of the row itself, which is one of these rows or was imported before. */
export const ownId = (ids: SourceIds, row: SourceRow): string =>
  requiredIdIn(ids, row, "Id", row.object);
