import { type RawBuilder, type SqlBool, sql } from "kysely";
import { BillingError } from "#engine/errors.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { ExportExpression, ExportZoql } from "#engine/zoql/export-zoql.ts";
import type { Clock } from "#engine/zoql/time-operand.ts";
import type { QueryObject } from "../object-query/query-object.ts";
import { dataSource } from "./data-sources.ts";
import { deletedRows, tellsDeleted } from "./deleted-rows.ts";
import { exportCondition } from "./export-conditions.ts";
import { type Comparable, type ExportField, ExportNodes, type OwnFields } from "./export-nodes.ts";

/** What is exported beside what the query says. */
export type ExportRange = {
  /** Only what was changed at this moment or after it. */
  readonly since: Temporal.Instant | null;
  /** And before this one. */
  readonly until: Temporal.Instant | null;
  /**
   * Column: one more that says of each object whether it is deleted. Rows: with those that have been
   * deleted meanwhile.
   */
  readonly deleted: "No" | "Column" | "Rows";
};

export type ExportColumn = {
  /** "Account" and "Name"; of a function only the name, as it was written. */
  readonly object: string | null;
  readonly name: string;
  readonly alias: string | null;
  readonly compute: ((value: unknown, today: PlainDate) => unknown) | null;
};

export type CompiledExport = {
  /** Its columns are v0, v1, … and `deleted` where that is wanted. */
  readonly query: RawBuilder<Record<string, unknown>>;
  readonly columns: readonly ExportColumn[];
  /** What the query calls its source. */
  readonly source: string;
};

const NO_OWN: OwnFields = { rules: undefined, inUse: new Map() };

/** Objects of which all fields are wanted, so that their custom fields can be asked for. */
export function objectsWantedWhole({ select, source }: ExportZoql): QueryObject[] {
  const nodes = new ExportNodes(dataSource(source), NO_OWN);
  return select.flatMap((one) => (one.type === "all" ? [nodes.objectAt(one.object)] : []));
}

/** Whether it is known which of its objects are deleted. Errors: UNKNOWN_DATA_SOURCE. */
export const keepsDeleted = (query: ExportZoql): boolean =>
  !gathers(query) && tellsDeleted(new ExportNodes(dataSource(query.source), NO_OWN));

/**
 * A query as SQL, whose values are bound.
 *
 * Errors: UNKNOWN_DATA_SOURCE; INVALID_FIELD; INVALID_VALUE for a value that a field cannot have;
 * MALFORMED_QUERY for what is selected and neither grouped by nor gathered.
 */
export function compileExport(
  query: ExportZoql,
  range: ExportRange,
  own: OwnFields,
  clock: Clock,
): CompiledExport {
  const nodes = new ExportNodes(dataSource(query.source), own);
  const outputs = query.select.flatMap((one): Output[] =>
    one.type === "all"
      ? nodes.allOf(one.object).map((field) => outputOf(field))
      : [outputFor(nodes, one.of, one.alias)],
  );
  const grouped = query.groupBy.map((path) => comparable(nodes.fieldAt(path)));
  refuseUngrouped(query, outputs, grouped);
  const conditions = [
    query.where && exportCondition(query.where, (of) => plainField(nodes, of), clock),
    ...changedIn(nodes, range),
    ...onlyOf(nodes),
  ].filter((condition) => condition !== null);
  const having =
    query.having && exportCondition(query.having, (of) => expressionFor(nodes, of), clock);
  const order = query.orderBy.map(
    ({ of, order: direction }) => sql`${expressionFor(nodes, of).sql} ${sql.raw(direction)}`,
  );
  const values = outputs.map(({ sql: value }, place) => sql`${value} as ${sql.ref(`v${place}`)}`);
  if (range.deleted !== "No") values.push(sql`n0.deleted as deleted`);
  const isGrouped = grouped.length > 0;
  const { limit } = query;
  // Last, when it is known which columns are read.
  const from = nodes.from((columns) => sourceRows(nodes, columns, range));
  const text = sql<Record<string, unknown>>`select ${sql.join(values)} from ${from}
    ${conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``}
    ${isGrouped ? sql`group by ${sql.join(grouped.map((field) => field.sql))}` : sql``}
    ${having ? sql`having ${having}` : sql``}
    ${order.length > 0 ? sql`order by ${sql.join(order)}` : sql``}
    ${limit ? sql`limit ${limit.count} offset ${limit.offset}` : sql``}`;
  const columns = outputs.map(({ sql: _, field: __, ...column }) => column);
  return { query: text, columns, source: nodes.source.name };
}

function sourceRows(
  nodes: ExportNodes,
  columns: RawBuilder<unknown>,
  { since, until, deleted }: ExportRange,
): RawBuilder<unknown> {
  const from = sql.raw(nodes.source.object.from);
  switch (deleted) {
    case "No":
      return sql`select ${columns} from ${from}`;
    case "Column":
      return sql`select ${columns}, false as deleted from ${from}`;
    case "Rows":
      return sql`select ${columns}, false as deleted from ${from}
        union all select ${deletedRows(nodes, since, until)}`;
  }
}

/** By a field that every object has. */
function changedIn(nodes: ExportNodes, { since, until }: ExportRange): RawBuilder<SqlBool>[] {
  if (!since && !until) return [];
  const updated = nodes.fieldAt({ object: null, field: "UpdatedDate" }).sql;
  return [
    ...(since ? [sql<SqlBool>`${updated} >= ${since.toString()}::timestamptz`] : []),
    ...(until ? [sql<SqlBool>`${updated} < ${until.toString()}::timestamptz`] : []),
  ];
}

/** An InvoicePayment is an application of a payment to an invoice. */
function onlyOf(nodes: ExportNodes): RawBuilder<SqlBool>[] {
  const { only, object } = nodes.source;
  if (!only) return [];
  const [name = ""] = Object.entries(object.fields).find(([, field]) => field === only.field) ?? [];
  return [sql<SqlBool>`${nodes.fieldAt({ object: null, field: name }).sql} is not null`];
}

type Output = ExportColumn & {
  readonly sql: RawBuilder<unknown>;
  /** Undefined for what a function gathers. */
  readonly field: ExportField | undefined;
};

function outputOf(field: ExportField, alias: string | null = null): Output {
  const { object, name, sql: value } = field;
  const full = `${object}.${name}`;
  const compute = ("compute" in field.field && field.field.compute) || null;
  const shown = alias?.toLowerCase() === full.toLowerCase() ? null : alias;
  return { object, name, alias: shown, compute, sql: value, field };
}

function outputFor(nodes: ExportNodes, of: ExportExpression, alias: string | null): Output {
  if (of.type === "field") return outputOf(nodes.fieldAt(of.path), alias);
  const { sql: value, written } = gathered(nodes, of);
  return { object: null, name: written, alias, compute: null, sql: value, field: undefined };
}

const expressionFor = (nodes: ExportNodes, of: ExportExpression): Comparable =>
  of.type === "field" ? comparable(nodes.fieldAt(of.path)) : gathered(nodes, of);

function plainField(nodes: ExportNodes, of: ExportExpression): Comparable {
  if (of.type === "field") return comparable(nodes.fieldAt(of.path));
  const message = `Cannot use ${of.name}() in the where clause`;
  throw new BillingError("INVALID_FIELD", { message });
}

/** Errors: INVALID_FIELD for what is reckoned after it is read. */
function comparable(field: ExportField): ExportField {
  if (!("compute" in field.field) || !field.field.compute) return field;
  const message = `Cannot use the ${field.name} field in where, group by, order by or a function`;
  throw new BillingError("INVALID_FIELD", { message });
}

const NUMBERS = new Set(["decimal", "integer"]);

function gathered(
  nodes: ExportNodes,
  { name, isDistinct, of }: Extract<ExportExpression, { type: "function" }>,
): Comparable & { readonly written: string } {
  if (of === null)
    return { sql: sql`count(*)`, type: "integer", name: "count", written: "count(*)" };
  const field = comparable(nodes.fieldAt(of));
  const written = `${name}(${field.object}.${field.name})`;
  if ((name === "sum" || name === "avg") && !NUMBERS.has(field.type)) {
    const message = `${name}() takes a number, which ${field.name} is not`;
    throw new BillingError("INVALID_FIELD", { message });
  }
  const value = isDistinct ? sql`distinct ${field.sql}` : field.sql;
  const isOfText = field.type === "id" || field.type === "boolean";
  const type = name === "count" ? "integer" : field.type;
  // There is no greatest uuid, and none that is true.
  const asked = isOfText && name !== "count" ? sql`${value}::text` : value;
  return { sql: sql`${sql.raw(name)}(${asked})`, type, name: written, written };
}

const gathers = ({ groupBy, select, having }: ExportZoql): boolean =>
  groupBy.length > 0 ||
  having !== null ||
  select.some((one) => one.type === "one" && one.of.type === "function");

function refuseUngrouped(
  query: ExportZoql,
  outputs: readonly Output[],
  grouped: readonly ExportField[],
): void {
  if (!gathers(query)) return;
  const isGrouped = ({ object, name }: { object: string; name: string }) =>
    grouped.some((each) => each.object === object && each.name === name);
  if (outputs.every(({ field }) => field === undefined || isGrouped(field))) return;
  const why =
    ": One or more columns in the SELECT statement does not appear in the GROUP BY statement.";
  throw new BillingError("MALFORMED_QUERY", { why });
}
