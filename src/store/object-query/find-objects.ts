/** Runs an Object Query: one query for the page, one for each relation that is expanded. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { BillingError } from "#engine/errors.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "../database.ts";
import { idOf } from "../ids.ts";
import {
  after,
  conditionOf,
  expressionOf,
  type Filter,
  orderBy,
  type Position,
  type Sort,
} from "./conditions.ts";
import { OBJECTS } from "./objects/index.ts";
import type { Field, QueryObject } from "./query-object.ts";

/** What is wanted of an object: fields by canonical name, and what to expand. */
export type Selection = {
  readonly fields: ReadonlyMap<string, Field>;
  /** All custom fields, those with these names in lower case, or none. */
  readonly customFields: "all" | ReadonlySet<string>;
  /** By the canonical name of the relation. */
  readonly expand: ReadonlyMap<string, Selection>;
};

export type ObjectsQuery = {
  readonly filters: readonly Filter[];
  /** One more, which no filter can say. */
  readonly condition?: RawBuilder<SqlBool> | undefined;
  readonly sort: Sort;
  readonly after: Position | undefined;
  readonly pageSize: number;
  readonly selection: Selection;
  /** The entity's: what is contracted depends on it. */
  readonly today: PlainDate;
};

/** Decimals are Decimals, days and ids text, instants Dates. */
export type FoundObject = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly customFields: Readonly<Record<string, unknown>>;
  readonly expanded: Readonly<Record<string, FoundObject | readonly FoundObject[] | null>>;
};

export type Page = {
  readonly objects: readonly FoundObject[];
  /** Of the last object, where there are more. */
  readonly next: Position | undefined;
};

/**
 * One page of the objects that match.
 *
 * Errors: NOT_ALLOWED when what is expanded is more than one answer should hold.
 */
export async function findObjects(
  tx: Transaction,
  object: QueryObject,
  query: ObjectsQuery,
): Promise<Page> {
  const { sort, pageSize } = query;
  const conditions = query.filters.map(conditionOf);
  if (query.condition) conditions.push(query.condition);
  if (query.after) conditions.push(after(sort, object.id, query.after));
  const columns = [
    ...columnsOf(object, query.selection),
    sql`(${expressionOf(sort.field)})::text as last_value`,
    sql`${sql.raw(object.id)} as last_id`,
  ];
  const { rows } = await sql<Row>`
    select ${sql.join(columns)} from ${sql.raw(object.from)} ${where(conditions)}
    ${orderBy(sort, object.id)} limit ${pageSize + 1}
  `.execute(tx);
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    objects: await toObjects(tx, object, query, page),
    next: last && { value: last.last_value as string | null, id: String(last.last_id) },
  };
}

/** How many there are. */
export async function countObjects(
  tx: Transaction,
  object: QueryObject,
  condition: RawBuilder<SqlBool> | undefined,
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from ${sql.raw(object.from)} ${where(condition ? [condition] : [])}
  `.execute(tx);
  return Number(rows[0]?.count);
}

/** The object with this id, else the first in its order with this number, if it is what is asked for. */
export async function findObject(
  tx: Transaction,
  object: QueryObject,
  key: string,
  query: Wanted & Partial<Pick<ObjectsQuery, "filters" | "sort" | "after">>,
): Promise<FoundObject | undefined> {
  const id = idOf(key);
  const isNumber = object.numbers.map((number) => sql<SqlBool>`${sql.raw(number)} = ${key}`);
  const ways = [
    ...(id === null ? [] : [sql<SqlBool>`${sql.raw(object.id)} = ${id}::uuid`]),
    // Apart from the id, so that each way has its index.
    ...(isNumber.length === 0 ? [] : [sql<SqlBool>`(${sql.join(isNumber, sql` or `)})`]),
  ];
  const columns = columnsOf(object, query.selection);
  const conditions = (query.filters ?? []).map(conditionOf);
  if (query.sort && query.after) conditions.push(after(query.sort, object.id, query.after));
  for (const way of ways) {
    const { rows } = await sql<Row>`
      select ${columns.length === 0 ? sql`1` : sql.join(columns)} from ${sql.raw(object.from)}
      ${where([way, ...conditions])} order by ${sql.raw(object.order)} limit 1
    `.execute(tx);
    const [found] = await toObjects(tx, object, query, rows);
    if (found) return found;
  }
  return undefined;
}

type Row = Readonly<Record<string, unknown>>;

const where = (conditions: readonly RawBuilder<SqlBool>[]) =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;

/** Fields as f0, f1, …; custom fields; and for each expanded relation the keys that it is found by. */
function columnsOf(object: QueryObject, selection: Selection): RawBuilder<unknown>[] {
  const fields = heldFields(selection).map(
    ([, field], index) => sql`${sql.raw(field.sql)} as ${sql.ref(`f${index}`)}`,
  );
  const wantsCustom = selection.customFields === "all" || selection.customFields.size > 0;
  const custom =
    wantsCustom && object.customFields
      ? [sql`${sql.raw(object.customFields)} as custom_fields`]
      : [];
  const keys = [...selection.expand.keys()].flatMap((name) =>
    (object.relations[name]?.on ?? []).map(
      ([here], index) => sql`${sql.raw(here)} as ${sql.ref(keyColumn(name, index))}`,
    ),
  );
  return [...fields, ...custom, ...keys];
}

const heldFields = ({ fields }: Selection): (readonly [string, Field])[] =>
  [...fields].filter(([, field]) => field.isHeld);

const keyColumn = (relation: string, index: number): string => `${relation}_${index}`;

/** What is wanted of objects that are found, and how much of what is related to them. */
type Wanted = Pick<ObjectsQuery, "selection" | "pageSize" | "today">;

async function toObjects(
  tx: Transaction,
  object: QueryObject,
  wanted: Wanted,
  rows: readonly Row[],
): Promise<FoundObject[]> {
  const { selection, today } = wanted;
  const expansions = new Map<string, Related[]>();
  for (const [name, below] of selection.expand) {
    const related = { ...wanted, selection: below };
    expansions.set(name, await findRelated(tx, object, name, related, rows));
  }
  const columns = new Map(heldFields(selection).map(([name], index) => [name, `f${index}`]));
  return rows.map((row, index) => {
    const fields = [...selection.fields].map(([name, field]) => {
      const column = columns.get(name);
      return [name, column === undefined ? null : toValue(field, row[column], today)];
    });
    const expanded = [...expansions].map(([name, related]) => [name, related[index] ?? null]);
    return {
      fields: Object.fromEntries(fields),
      customFields: wantedCustomFields(selection, row.custom_fields ?? {}),
      expanded: Object.fromEntries(expanded),
    };
  });
}

function wantedCustomFields({ customFields }: Selection, held: object): Record<string, unknown> {
  if (customFields === "all") return { ...held };
  const wanted = Object.entries(held).filter(([name]) => customFields.has(name.toLowerCase()));
  return Object.fromEntries(wanted);
}

/** An amount is a Decimal at once, so that nothing between here and the wire can round it. */
function toValue({ type, spelling, compute }: Field, value: unknown, today: PlainDate): unknown {
  if (value === null || value === undefined) return null;
  if (compute) return compute(value, today);
  if (type === "decimal") return decimal(String(value));
  if (type === "literal") return spelling?.[String(value)] ?? value;
  return value;
}

/** Objects of one level that are read at most, so that one request cannot fill the memory. */
const MOST_EXPANDED = 20_000;

type Related = FoundObject | FoundObject[] | null;

/** For each of `rows`, in their order, what is related to it: the first `pageSize` objects in their order. */
async function findRelated(
  tx: Transaction,
  object: QueryObject,
  name: string,
  wanted: Wanted,
  rows: readonly Row[],
): Promise<Related[]> {
  const relation = object.relations[name];
  if (!relation?.object || rows.length === 0) return rows.map(() => (relation?.many ? [] : null));
  const there = OBJECTS[relation.object];
  const keys = relation.on.map((_, index) => {
    const values = rows.map((row) => row[keyColumn(name, index)] ?? null);
    return sql`${values}::uuid[]`;
  });
  const joined = relation.on.map(
    ([, column], index) => sql`${sql.raw(column)} = wanted.${sql.ref(`key_${index}`)}`,
  );
  const names = relation.on.map((_, index) => sql.ref(`key_${index}`));
  const columns = [
    ...columnsOf(there, wanted.selection),
    sql`wanted.place`,
    sql`row_number() over (order by ${sql.raw(there.order)}) as rank`,
  ];
  const { rows: found } = await sql<Row>`
    select related.* from unnest(${sql.join(keys)})
      with ordinality as wanted (${sql.join([...names, sql.ref("place")])})
    cross join lateral (
      select ${sql.join(columns)} from ${sql.raw(there.from)}
      where ${sql.join(joined, sql` and `)}
      order by rank limit ${relation.many ? wanted.pageSize : 1}
    ) related
    order by related.place, related.rank limit ${MOST_EXPANDED + 1}
  `.execute(tx);
  if (found.length > MOST_EXPANDED) throw tooMany(name);
  const objects = await toObjects(tx, there, wanted, found);
  const places = rows.map((): FoundObject[] => []);
  for (const [index, row] of found.entries()) {
    const object = objects[index];
    if (object) places[Number(row.place) - 1]?.push(object);
  }
  return relation.many ? places : places.map(([first]) => first ?? null);
}

const tooMany = (relation: string): BillingError =>
  new BillingError("NOT_ALLOWED", {
    message: `Expanding '${relation}' reaches more than ${MOST_EXPANDED} objects: ask for fewer with filter[] or pageSize.`,
  });
