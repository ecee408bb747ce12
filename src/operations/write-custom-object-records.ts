import { checkRecord, type RecordProblem } from "#engine/custom-objects/check-record.ts";
import type { CustomObject, RecordRelation } from "#engine/custom-objects/custom-object.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import {
  deleteRecords,
  insertRecords,
  listRecords,
  listTakenValues,
  lockRecords,
  lockUniqueValues,
  replaceUniqueValues,
  type StoredRecord,
  type UniqueValue,
  updateRecords,
} from "#store/custom-object-records.ts";
import { findCustomObject, type StoredObject } from "#store/custom-objects.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf, newId } from "#store/ids.ts";
import { listRelatedIds } from "#store/related-objects.ts";
import { authorOf, type Context } from "./context.ts";

type Sent = Readonly<Record<string, unknown>>;

/** A record as it was sent. */
export type RecordToWrite = {
  /** Id of one that there is; absent: it is made. */
  readonly key?: string;
  readonly sent: Sent;
  /** Whether it is all that the record says from now on; else the rest stays. */
  readonly isWhole: boolean;
};

export type RefusedRecord = { readonly sent: Sent; readonly problem: RecordProblem };

export type WrittenRecords = {
  readonly object: CustomObject;
  /** In the order in which they were sent. */
  readonly records: readonly StoredRecord[];
  readonly refused: readonly RefusedRecord[];
};

/** What was sent does not fit the definition of its object: nothing was written. */
export class RecordsRefused extends Error {
  override readonly name = "RecordsRefused";
  readonly object: CustomObject;
  readonly refused: readonly RefusedRecord[];
  constructor(object: CustomObject, refused: readonly RefusedRecord[]) {
    super("records are refused");
    this.object = object;
    this.refused = refused;
  }
}

/**
 * Makes and changes records of one object.
 *
 * @param options.allowPartialSuccess  whether those that are right are written although others are not
 *
 * Errors: ENTITY_NOT_FOUND (the object, a record), RecordsRefused.
 */
export const writeRecords = (
  context: Context,
  objectKey: string,
  writes: readonly RecordToWrite[],
  options: { readonly allowPartialSuccess: boolean },
): Promise<WrittenRecords> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const object = await knownObject(tx, objectKey);
    const drafts = await draftsOf(tx, object, writes);
    await checkRelations(tx, object, drafts);
    await checkUnique(tx, object, drafts);
    const refused = drafts.flatMap(({ sent, problem }) => (problem ? [{ sent, problem }] : []));
    if (refused.length > 0 && !options.allowPartialSuccess)
      throw new RecordsRefused(object, refused);
    const written = drafts.filter(({ problem }) => problem === undefined);
    await saveDrafts(tx, context, object, written);
    const ids = written.map(({ recordId }) => recordId);
    const { records } = await listRecords(tx, object.object, { ids, pageSize: ids.length });
    const byId = new Map(records.map((record) => [record.recordId, record]));
    return { object, refused, records: ids.flatMap((id) => byId.get(id) ?? []) };
  });

/** All or none. Errors: ENTITY_NOT_FOUND. */
export const deleteCustomRecords = (
  context: Context,
  objectKey: string,
  keys: readonly string[],
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { object } = await knownObject(tx, objectKey);
    const found = await recordsNamed(tx, object, keys);
    await deleteRecords(tx, object, [...found.keys()]);
  });

/** As long as it is written to, nobody changes its definition. */
async function knownObject(tx: Transaction, key: string): Promise<StoredObject> {
  const object = await findCustomObject(tx, key, "share");
  if (!object) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return object;
}

async function recordsNamed(
  tx: Transaction,
  object: string,
  keys: readonly string[],
): Promise<Map<string, StoredRecord>> {
  const found = await lockRecords(
    tx,
    object,
    keys.flatMap((key) => idOf(key) ?? []),
  );
  const byId = new Map(found.map((record) => [record.recordId, record]));
  if (new Set(keys.map((key) => idOf(key) ?? key)).size < keys.length) {
    const message = "A record should be named once.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  const missing = keys.find((key) => !byId.has(idOf(key) ?? ""));
  if (missing !== undefined) throw new BillingError("ENTITY_NOT_FOUND", { key: missing });
  return byId;
}

/** A record on its way; `problem` keeps it from being written. */
type Draft = {
  readonly recordId: string;
  readonly before: StoredRecord | undefined;
  readonly sent: Sent;
  readonly fields: CustomFields;
  problem: RecordProblem | undefined;
};

async function draftsOf(
  tx: Transaction,
  object: CustomObject,
  writes: readonly RecordToWrite[],
): Promise<Draft[]> {
  const keys = writes.flatMap(({ key }) => key ?? []);
  const found = await recordsNamed(tx, object.object, keys);
  return writes.map(({ key, sent, isWhole }) => {
    const before = key === undefined ? undefined : found.get(idOf(key) ?? "");
    const checked = checkRecord(object, sent, before && !isWhole ? before.fields : null);
    return {
      recordId: before?.recordId ?? newId(),
      before,
      sent,
      fields: "fields" in checked ? checked.fields : {},
      problem: "problem" in checked ? checked.problem : undefined,
    };
  });
}

async function checkRelations(
  tx: Transaction,
  { relations }: CustomObject,
  drafts: readonly Draft[],
): Promise<void> {
  for (const relation of relations.filter(({ isEnforced }) => isEnforced)) {
    await checkRelation(tx, relation, drafts);
  }
}

async function checkRelation(
  tx: Transaction,
  relation: RecordRelation,
  drafts: readonly Draft[],
): Promise<void> {
  const { field, object } = relation;
  const named = drafts.filter(({ fields }) => typeof fields[field] === "string");
  if (named.length === 0) return;
  const keys = named.map(({ fields }) => String(fields[field]));
  const there = await listRelatedIds(tx, relation, [...new Set(keys)]);
  for (const draft of named) {
    const key = String(draft.fields[field]);
    if (there.has(idOf(key) ?? "")) continue;
    draft.problem ??= { category: 20, message: `'${field}' names no ${object}: '${key}'` };
  }
}

/** Of two that say the same the first is taken. */
async function checkUnique(
  tx: Transaction,
  { object, fields }: CustomObject,
  drafts: readonly Draft[],
): Promise<void> {
  const unique = fields.filter(({ isUnique }) => isUnique).map(({ name }) => name);
  if (unique.length === 0) return;
  await lockUniqueValues(tx, object);
  const values = drafts.flatMap((draft) => valuesOf(draft, unique));
  const taken = new Map(
    (await listTakenValues(tx, object, values)).map((each) => [keyOf(each), each.recordId]),
  );
  for (const draft of drafts.filter(({ problem }) => problem === undefined)) {
    const own = valuesOf(draft, unique);
    const clash = own.find((each) => (taken.get(keyOf(each)) ?? draft.recordId) !== draft.recordId);
    if (clash) {
      const message = `'${clash.field}' should be unique: another record has '${clash.value}'`;
      draft.problem = { category: 30, message };
    } else for (const each of own) taken.set(keyOf(each), draft.recordId);
  }
}

const keyOf = ({ field, value }: UniqueValue) => JSON.stringify([field, value]);

const valuesOf = ({ recordId, fields }: Draft, unique: readonly string[]): UniqueValue[] =>
  unique.flatMap((field) =>
    fields[field] === undefined ? [] : [{ recordId, field, value: String(fields[field]) }],
  );

async function saveDrafts(
  tx: Transaction,
  context: Context,
  { object, fields }: CustomObject,
  drafts: readonly Draft[],
): Promise<void> {
  const author = authorOf(context);
  const made = drafts.filter(({ before }) => before === undefined);
  const changed = drafts.flatMap((draft) =>
    draft.before ? [{ ...draft, version: draft.before.version + 1 }] : [],
  );
  await insertRecords(tx, object, made, author);
  await updateRecords(tx, object, changed, author);
  const unique = fields.filter(({ isUnique }) => isUnique).map(({ name }) => name);
  if (unique.length === 0) return;
  const ids = drafts.map(({ recordId }) => recordId);
  const values = drafts.flatMap((draft) => valuesOf(draft, unique));
  await replaceUniqueValues(tx, object, ids, values);
}
