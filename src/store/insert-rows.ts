import { CompiledQuery } from "kysely";
import { type Decimal, formatDecimal } from "#engine/values/decimal.ts";
import type { Transaction } from "./database.ts";
import { mayWait } from "./writes-together.ts";

/** How a column's values are written into a PostgreSQL array. */
export type ColumnType =
  | "uuid"
  | "text"
  | "date"
  | "numeric"
  | "integer"
  | "boolean"
  | "jsonb"
  | "timestamptz";

export type Columns = Readonly<Record<string, ColumnType>>;

type Value<Type extends ColumnType> = Type extends "numeric"
  ? Decimal
  : Type extends "integer"
    ? number
    : Type extends "boolean"
      ? boolean
      : Type extends "jsonb"
        ? unknown
        : string;

/** A row to write: one value per column, null where the column may be. */
export type RowOf<Table extends Columns> = {
  readonly [Name in keyof Table]: Value<Table[Name]> | null;
};

/** Rows of one statement: large enough to forget the round trip, small enough to stay in cache. */
const BATCH = 2_000;
/** Rows that cost less than the round trip that writes them. */
const FEW = 50;

/**
 * Writes many rows with one statement per batch and one array per column: 30,000 rows a second under
 * row-level security, where COPY FROM is refused. A column that says the same in every row of a batch
 * is sent once.
 */
export async function insertRows<Table extends Columns>(
  tx: Transaction,
  table: string,
  columns: Table,
  rows: readonly RowOf<Table>[],
): Promise<void> {
  const names = Object.keys(columns);
  await inBatches(tx, columns, rows, ({ given, columnOf }) => {
    const values = names.map(columnOf);
    const text = `insert into ${table} (${names.join(", ")}) select ${values.join(", ")} ${given}`;
    return rows.length <= FEW ? mayWait("insert", table, text) : text;
  });
}

/** Sets columns of rows that `keys` names, many rows with one statement. */
export async function updateRows<Keys extends Columns, Sets extends Columns>(
  tx: Transaction,
  table: string,
  { keys, sets }: { keys: Keys; sets: Sets },
  rows: readonly RowOf<Keys & Sets>[],
): Promise<void> {
  const columns: Keys & Sets = { ...keys, ...sets };
  await inBatches(tx, columns, rows, ({ given, columnOf }) => {
    const assignments = Object.keys(sets).map((name) => `${name} = ${columnOf(name)}`);
    const conditions = Object.keys(keys).map((name) => `stored.${name} = ${columnOf(name)}`);
    const text = `update ${table} stored set ${assignments.join(", ")} ${given}
      where ${conditions.join(" and ")}`;
    return rows.length <= FEW ? mayWait("update", table, text) : text;
  });
}

/** One batch of rows in SQL. */
type Given = {
  /** `from unnest(…) given (…)`; empty for a single row. */
  readonly given: string;
  /** The value of a column: `given.amount`, or a parameter that is the same for all rows. */
  readonly columnOf: (name: string) => string;
};

async function inBatches<Table extends Columns>(
  tx: Transaction,
  columns: Table,
  rows: readonly RowOf<Table>[],
  textOf: (given: Given) => string,
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.length <= BATCH ? rows : rows.slice(start, start + BATCH);
    const parameters: (string | null)[] = [];
    const arrays: string[] = [];
    const varying: string[] = [];
    const values: Record<string, string> = {};
    for (const [name, type] of Object.entries(columns)) {
      const array = arrayLiteral(batch, name, type);
      parameters.push(array ?? scalar(batch[0]?.[name], type));
      values[name] = array === undefined ? `$${parameters.length}::${type}` : `given.${name}`;
      if (array === undefined) continue;
      arrays.push(`$${parameters.length}::${type}[]`);
      varying.push(name);
    }
    const isOne = arrays.length === 0;
    const given = isOne ? "" : `from unnest(${arrays.join(", ")}) given (${varying.join(", ")})`;
    const text = textOf({ given, columnOf: (name) => values[name] ?? "null" });
    await tx.executeQuery(CompiledQuery.raw(text, parameters));
  }
}

const scalar = (value: unknown, type: ColumnType): string | null =>
  value === null || value === undefined ? null : SCALAR_WRITERS[type](value);

/**
 * A column in PostgreSQL's text form of an array; undefined when it says the same in every row. Only
 * text needs quotes: the other types cannot contain any.
 */
function arrayLiteral(
  rows: readonly Readonly<Record<string, unknown>>[],
  name: string,
  type: ColumnType,
): string | undefined {
  const write = WRITERS[type];
  const written = (value: unknown) =>
    value === null || value === undefined ? "NULL" : write(value);
  const first = rows[0]?.[name];
  let same = 1;
  while (same < rows.length && rows[same]?.[name] === first) same += 1;
  if (same >= rows.length) return undefined;
  let text = `{${`${written(first)},`.repeat(same)}`;
  for (let index = same; index < rows.length; index += 1) {
    if (index > same) text += ",";
    text += written(rows[index]?.[name]);
  }
  return `${text}}`;
}

const asIs = (value: unknown): string => String(value);
const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Each type's text. */
const SCALAR_WRITERS: Readonly<Record<ColumnType, (value: unknown) => string>> = {
  uuid: asIs,
  date: asIs,
  integer: asIs,
  boolean: asIs,
  numeric: (value) => formatDecimal(value as Decimal, 0),
  text: asIs,
  timestamptz: asIs,
  jsonb: (value) => JSON.stringify(value),
};

/** The same inside an array. */
const WRITERS: Readonly<Record<ColumnType, (value: unknown) => string>> = {
  ...SCALAR_WRITERS,
  text: (value) => quoted(String(value)),
  timestamptz: (value) => quoted(String(value)),
  jsonb: (value) => quoted(JSON.stringify(value)),
};
