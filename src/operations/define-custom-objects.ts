import { checkObject, type Surroundings } from "#engine/custom-objects/changed-object.ts";
import type { CustomObject, RecordRelation } from "#engine/custom-objects/custom-object.ts";
import { BillingError } from "#engine/errors.ts";
import { hasRecords, renameField } from "#store/custom-object-records.ts";
import {
  createCustomObject,
  deleteCustomObject as deleteStored,
  findCustomObject,
  listCustomObjects,
  type StoredObject,
  saveCustomObject,
} from "#store/custom-objects.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { isRelatable } from "#store/related-objects.ts";
import { authorOf, type Context } from "./context.ts";

/** Of one entity. */
const MOST_OBJECTS = 500;

/**
 * Defines objects of the tenant's own, all or none. They may be related to each other.
 *
 * Errors: NOT_ALLOWED (a name is taken, limits), INVALID_VALUE, ENTITY_NOT_FOUND (what one is related to).
 */
export const createCustomObjects = (
  context: Context,
  objects: readonly CustomObject[],
): Promise<StoredObject[]> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const made: StoredObject[] = [];
    for (const object of objects) {
      checkObject(object);
      const stored = await createCustomObject(tx, object, authorOf(context));
      if (!stored) {
        const message = `There is an object '${object.object}' already.`;
        throw new BillingError("NOT_ALLOWED", { message });
      }
      made.push(stored);
    }
    for (const { relations } of objects) await refuseUnrelatable(tx, relations);
    if ((await listCustomObjects(tx)).length > MOST_OBJECTS) {
      const message = `There can be ${MOST_OBJECTS} custom objects.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return made;
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED (it has records, others are related to it). */
export const deleteCustomObject = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { object } = await locked(tx, key);
    if (await hasRecords(tx, object)) {
      throw new BillingError("NOT_ALLOWED", {
        message: `${object} has records: delete them first.`,
      });
    }
    const others = (await listCustomObjects(tx)).filter(
      (each) =>
        each.object !== object &&
        each.relations.some((to) => to.namespace === "default" && to.object === object),
    );
    if (others.length > 0) {
      const message = `${others.map((each) => each.object).join(", ")} is related to ${object}.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteStored(tx, object);
  });

export type ObjectChange = {
  readonly key: string;
  /** What becomes of it; throws where that may not be. */
  readonly change: (object: StoredObject, surroundings: Surroundings) => CustomObject;
  /** A field that its records know by another name. */
  readonly renamed?: { readonly name: string; readonly targetName: string } | undefined;
};

/** Errors: ENTITY_NOT_FOUND, and those of the change. */
export const changeCustomObject = (
  context: Context,
  { key, change, renamed }: ObjectChange,
): Promise<CustomObject> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await locked(tx, key);
    const after = change(before, { hasRecords: await hasRecords(tx, before.object) });
    const added = after.relations.filter((relation) => !before.relations.includes(relation));
    await refuseUnrelatable(tx, added);
    await saveCustomObject(tx, after, authorOf(context));
    if (renamed) await renameField(tx, before.object, renamed.name, renamed.targetName);
    return after;
  });

async function locked(tx: Transaction, key: string): Promise<StoredObject> {
  const object = await findCustomObject(tx, key, "update");
  if (!object) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return object;
}

async function refuseUnrelatable(
  tx: Transaction,
  relations: readonly RecordRelation[],
): Promise<void> {
  for (const { namespace, object: key } of relations) {
    const isThere =
      namespace === "com_zuora"
        ? isRelatable(key)
        : (await findCustomObject(tx, key)) !== undefined;
    if (!isThere) throw new BillingError("ENTITY_NOT_FOUND", { key });
  }
}
