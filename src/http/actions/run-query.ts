import { parseZoql } from "#engine/zoql/parse-zoql.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction } from "#store/database.ts";
import {
  countObjects,
  type FoundObject,
  findObjects,
  type Selection,
} from "#store/object-query/find-objects.ts";
import type { Field } from "#store/object-query/query-object.ts";
import { anyOf } from "#store/object-query/zoql-conditions.ts";
import {
  idFieldOf,
  writtenName,
  type ZoqlField,
  type ZoqlObject,
  zoqlField,
  zoqlObject,
} from "#store/object-query/zoql-objects.ts";
import { offsetTimestamp } from "../timestamps.ts";
import { type QueryLocator, readLocator, writeLocator } from "./query-locator.ts";
import { toComparisons } from "./to-comparisons.ts";

export type QueryRecord = { readonly Id: string; readonly [field: string]: unknown };

export type QueryAnswer = {
  /** All that match, on whatever page. */
  readonly size: number;
  readonly records?: QueryRecord[];
  readonly queryLocator?: string;
  readonly done: boolean;
};

/** @param batchSize  records of a page */
export const runQuery = (
  context: Context,
  queryString: string,
  batchSize: number,
): Promise<QueryAnswer> => answerPage(context, queryString, batchSize, undefined);

export function runQueryMore(
  context: Context,
  queryLocator: string,
  batchSize: number,
): Promise<QueryAnswer> {
  const from = readLocator(queryLocator, context);
  return answerPage(context, from.queryString, batchSize, from);
}

/** In the order of ids, so that what changes between two pages moves no record from one to the other. */
async function answerPage(
  context: Context,
  queryString: string,
  batchSize: number,
  from: QueryLocator | undefined,
): Promise<QueryAnswer> {
  const { database, entityId, timeZone, today, customFieldRules } = context;
  const query = parseZoql(queryString);
  const object = zoqlObject(query.object, customFieldRules);
  const selection = selectionOf(query.fields.map((name) => zoqlField(object, name)));
  const condition = anyOf(toComparisons(object, query, timeZone));
  const id = idFieldOf(object.object);
  const { size, page } = await inTransaction(database, entityId, async (tx) => ({
    size: from?.size ?? (await countObjects(tx, object.object, condition)),
    page: await findObjects(tx, object.object, {
      filters: [],
      condition,
      sort: { field: id, order: "ASC" },
      after: from && { value: from.lastId, id: from.lastId },
      pageSize: batchSize,
      selection: { ...selection, fields: new Map([["id", id], ...selection.fields]) },
      today: today(),
    }),
  }));
  const { objects, next } = page;
  const records = objects.map((found) => toRecord(object, found, timeZone));
  const lastId = next?.id.replaceAll("-", "");
  const queryLocator = lastId && writeLocator({ queryString, entityId, size, lastId }, context);
  return {
    size,
    ...(records.length > 0 && { records }),
    ...(queryLocator && { queryLocator }),
    done: queryLocator === undefined,
  };
}

function selectionOf(chosen: readonly ZoqlField[]): Selection {
  const fields = new Map<string, Field>();
  const customFields = new Set<string>();
  for (const { canonical, field, isOwn } of chosen) {
    if (field.type === "custom" || isOwn) customFields.add(canonical);
    else fields.set(canonical, field);
  }
  return { fields, customFields, expand: new Map() };
}

/** What has no value is left out. */
function toRecord(
  object: ZoqlObject,
  { fields, customFields }: FoundObject,
  timeZone: string,
): QueryRecord {
  const known = Object.entries(fields).map(
    ([name, value]) => [writtenName(object, name), toWire(value, timeZone)] as const,
  );
  const all = [...known, ...Object.entries(customFields)];
  const held = all.filter(([, value]) => value !== null && value !== undefined);
  return { Id: String(fields.id), ...Object.fromEntries(held) };
}

/** "2023-03-06T13:03:38.000+00:00": with milliseconds, other than Object Query. */
const toWire = (value: unknown, timeZone: string): unknown =>
  value instanceof Date
    ? offsetTimestamp(value, timeZone).replace(/(?<=T\d{2}:\d{2}:\d{2})/, ".000")
    : value;
