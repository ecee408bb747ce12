import { parseRecordQuery } from "#engine/custom-objects/parse-record-query.ts";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import {
  deleteCustomRecords,
  RecordsRefused,
  type RecordToWrite,
  type WrittenRecords,
  writeRecords,
} from "#operations/write-custom-object-records.ts";
import { listRecords } from "#store/custom-object-records.ts";
import { findCustomObject, type StoredObject } from "#store/custom-objects.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { recordCondition } from "#store/record-conditions.ts";
import { Refused } from "../failure.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toError, toRecord } from "./to-wire.ts";

export const customObjectRecordRoutes: readonly Route[] = [
  route(contract.createCustomRecords, async (context, { params: { object }, body }) => {
    const writes = body.records.map((sent) => ({ sent, isWhole: true }));
    const { records, refused } = await write(context, object, writes, body);
    const error = toError(refused);
    return {
      records: records.map((record) => toRecord(object, record)),
      unprocessedRecords: refused.map(({ sent }) => ({ ...sent })),
      ...(error && { error }),
    };
  }),
  route(contract.listCustomRecords, (context, { params, query }) =>
    read(context, params.object, async (tx, object) => {
      const { q, pageSize, cursor } = query;
      const after = cursor === undefined ? undefined : (idOf(cursor) ?? undefined);
      if (cursor !== undefined && after === undefined) {
        throw new BillingError("ENTITY_NOT_FOUND", { key: cursor });
      }
      const condition = q ? recordCondition(object, parseRecordQuery(q)) : undefined;
      const wanted = { ids: idsOf(query.ids), condition, after, pageSize };
      const { records, hasMore } = await listRecords(tx, object.object, wanted);
      const shown = records.map((record) => ({
        ...toRecord(object.object, record),
        version: record.version,
      }));
      const last = hasMore ? shown.at(-1)?.Id : undefined;
      return { count: shown.length, records: shown, ...(last && { cursor: last }) };
    }),
  ),
  route(contract.getCustomRecord, (context, { params: { object: key, id } }) =>
    read(context, key, async (tx, { object }) => {
      const ids = [idOf(id)].filter((each) => each !== null);
      const { records } = await listRecords(tx, object, { ids, pageSize: 1 });
      const [found] = records;
      if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
      return toRecord(object, found);
    }),
  ),
  route(contract.updateCustomRecord, (context, call) => writeOne(context, call, { isWhole: true })),
  route(contract.patchCustomRecord, (context, call) => writeOne(context, call, { isWhole: false })),
  route(contract.deleteCustomRecord, async (context, { params: { object, id } }) => {
    await deleteCustomRecords(context, object, [id]);
    return {};
  }),
  route(contract.batchCustomRecords, async (context, { params: { object }, body: { action } }) => {
    if (action.type === "delete") {
      await deleteCustomRecords(context, object, action.ids);
      return {};
    }
    const writes = Object.entries(action.records).map(([key, sent]) => ({
      ...{ key, sent },
      isWhole: false,
    }));
    const { refused } = await write(context, object, writes, action);
    const error = toError(refused);
    return error ? { error } : {};
  }),
];

async function writeOne(
  context: Context,
  { params: { object, id }, body }: Call<typeof contract.updateCustomRecord>,
  { isWhole }: { readonly isWhole: boolean },
) {
  const writes = [{ key: id, sent: body, isWhole }];
  const { records } = await write(context, object, writes, { allowPartialSuccess: false });
  const [record] = records;
  if (!record) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  return toRecord(object, record);
}

/** Errors: those of writeRecords; Refused with all that is wrong. */
async function write(
  context: Context,
  object: string,
  writes: readonly RecordToWrite[],
  options: { readonly allowPartialSuccess: boolean },
): Promise<WrittenRecords> {
  try {
    return await writeRecords(context, object, writes, options);
  } catch (error) {
    if (!(error instanceof RecordsRefused)) throw error;
    const [message, body] = [error.message, { error: toError(error.refused) }];
    throw new Refused({ category: 20, message, body }, 400);
  }
}

const read = <Found>(
  { database, entityId }: Context,
  key: string,
  work: (tx: Transaction, object: StoredObject) => Promise<Found>,
): Promise<Found> =>
  inTransaction(database, entityId, async (tx) => {
    const object = await findCustomObject(tx, key);
    if (!object) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return work(tx, object);
  });

/** What is no id names no record. */
function idsOf(given: string | readonly string[] | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  return [given]
    .flat()
    .flatMap((text) => text.split(","))
    .flatMap((text) => idOf(text.trim()) ?? []);
}
