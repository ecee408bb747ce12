/** The objects of a query of an export, each once, and the columns that are read of them. */
import { type RawBuilder, sql } from "kysely";
import type { CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import { BillingError } from "#engine/errors.ts";
import type { ExportPath } from "#engine/zoql/export-zoql.ts";
import { expressionOf } from "../object-query/conditions.ts";
import { OBJECTS } from "../object-query/objects/index.ts";
import { withOwnFields } from "../object-query/own-fields.ts";
import type { CustomField, Field, FieldType, QueryObject } from "../object-query/query-object.ts";
import { writtenName, type ZoqlObject, zoqlField } from "../object-query/zoql-objects.ts";
import { type Join, joinedTo } from "./data-sources.ts";

export type ExportField = {
  readonly sql: RawBuilder<unknown>;
  readonly type: FieldType | "custom";
  readonly field: Field | CustomField;
  /** "Account" and "Name", as the field writes them. */
  readonly object: string;
  readonly name: string;
};

/** What can be compared: a field, or what a function gathers. */
export type Comparable = Pick<ExportField, "sql" | "type" | "name">;

type Node = {
  /** "n0" is the source. */
  readonly alias: string;
  /** What the query calls it. */
  readonly name: string;
  readonly object: QueryObject;
  /** The same, with fields of the tenant's own. */
  readonly zoql: ZoqlObject;
  readonly columns: Map<string, { readonly alias: string; readonly sql: RawBuilder<unknown> }>;
  /** How it is joined; undefined for the source. */
  readonly join?: { readonly parent: Node; readonly on: Join["on"] };
};

export class ExportNodes {
  readonly source: ZoqlObject;
  readonly #nodes: Node[];
  readonly #byPath = new Map<string, Node>();
  readonly #own: OwnFields;

  constructor(source: ZoqlObject, own: OwnFields) {
    this.source = source;
    this.#own = own;
    const zoql = { ...source, object: withOwnFields(source.object, own.rules) };
    const { name, object } = source;
    this.#nodes = [{ alias: "n0", name, object, zoql, columns: new Map() }];
  }

  /** Errors: INVALID_FIELD for what the object has not, or is not joined to. */
  fieldAt({ object, field }: ExportPath): ExportField {
    const node = this.#nodeOf(object);
    const { canonical, name, field: found } = zoqlField(node.zoql, field);
    return this.#read(node, canonical, name, found);
  }

  /** All that it has, with fields of the tenant's own that are in use. */
  allOf(object: string | null): ExportField[] {
    const node = this.#nodeOf(object);
    const held = Object.entries(node.zoql.object.fields).filter(([, field]) => field.isHeld);
    const own = held.map(([canonical, field]) =>
      this.#read(node, canonical, writtenName(node.zoql, canonical), field),
    );
    const defined = [...(node.zoql.object.own?.fields.values() ?? [])].map(({ name }) => name);
    const names = this.#own.inUse.get(node.object) ?? [];
    const known = new Set(defined.map((name) => name.toLowerCase()));
    const others = names.filter((name) => !known.has(name.toLowerCase()));
    return [...own, ...[...defined, ...others].map((field) => this.fieldAt({ object, field }))];
  }

  /** The object that a name stands for, so that its custom fields can be asked for. */
  objectAt(object: string | null): QueryObject {
    return this.#nodeOf(object).object;
  }

  /** `from` with all that was asked for. */
  from(sourceRows: (columns: RawBuilder<unknown>) => RawBuilder<unknown>): RawBuilder<unknown> {
    for (const node of this.#nodes) addKeys(node);
    const [source, ...joined] = this.#nodes;
    if (!source) throw new Error("there is always a source");
    const joins = joined.map((node) => {
      const on = (node.join?.on ?? []).map(([here, there]) => {
        const parent = node.join?.parent ?? source;
        return sql`${columnRef(node, there)} = ${columnRef(parent, here)}`;
      });
      return sql`left join (select ${columnsOf(node)} from ${sql.raw(node.zoql.object.from)})
        ${sql.ref(node.alias)} on ${sql.join(on, sql` and `)}`;
    });
    return sql`(${sourceRows(columnsOf(source))}) n0 ${sql.join(joins, sql` `)}`;
  }

  /** Columns of the source in their order: of what is deleted only the id and its moment are known. */
  deletedColumns(of: ReadonlyMap<string, RawBuilder<unknown>>): RawBuilder<unknown> {
    const [source] = this.#nodes;
    const columns = [...(source?.columns ?? [])].map(([key, { alias }]) => {
      const known = of.get(key) ?? sql`null`;
      return sql`${known} as ${sql.ref(alias)}`;
    });
    return sql.join(columns);
  }

  #nodeOf(name: string | null): Node {
    const [source] = this.#nodes;
    if (!source) throw new Error("there is always a source");
    if (name === null || name.toLowerCase() === source.name.toLowerCase()) return source;
    const joined = joinedTo(this.source.object).get(name.toLowerCase());
    if (!joined) {
      const message = `The data source ${source.name} is not joined to ${name} (noSuchObject).`;
      throw new BillingError("INVALID_FIELD", { message });
    }
    let parent = source;
    let path = "";
    for (const step of joined.path) {
      path += `/${step.name}`;
      const known = this.#byPath.get(path) ?? this.#added(parent, step);
      this.#byPath.set(path, known);
      parent = known;
    }
    return parent;
  }

  #added(parent: Node, { name, object, on }: Join): Node {
    const node: Node = {
      alias: `n${this.#nodes.length}`,
      name,
      object: OBJECTS[object],
      zoql: { name, object: withOwnFields(OBJECTS[object], this.#own.rules), names: {} },
      columns: new Map(),
      join: { parent, on },
    };
    this.#nodes.push(node);
    return node;
  }

  #read(node: Node, key: string, name: string, field: Field | CustomField): ExportField {
    addColumn(node, key, expressionAsRead(field));
    const column = sql`${columnRef(node, key)}`;
    return { sql: column, type: field.type, field, object: node.name, name };
  }
}

/** Fields of the tenant's own: those that are defined, and those that are in use without. */
export type OwnFields = {
  readonly rules: CustomFieldRules | undefined;
  /** By object; who asks for all fields asks for these as well. */
  readonly inUse: ReadonlyMap<QueryObject, readonly string[]>;
};

function addColumn({ columns }: Node, key: string, expression: RawBuilder<unknown>): void {
  if (!columns.has(key)) columns.set(key, { alias: `c${columns.size}`, sql: expression });
}

/** What its own join and those of others compare. */
function addKeys(node: Node): void {
  for (const [here, there] of node.join?.on ?? []) {
    addColumn(node, there, sql.raw(there));
    if (node.join) addColumn(node.join.parent, here, sql.raw(here));
  }
}

const columnRef = (node: Node, key: string): RawBuilder<unknown> =>
  sql.ref(`${node.alias}.${node.columns.get(key)?.alias ?? ""}`);

const columnsOf = ({ columns }: Node): RawBuilder<unknown> =>
  columns.size === 0
    ? sql`1 as nothing`
    : sql.join(
        [...columns.values()].map((column) => sql`${column.sql} as ${sql.ref(column.alias)}`),
      );

/** A literal as callers read it. */
function expressionAsRead(field: Field | CustomField): RawBuilder<unknown> {
  const expression = expressionOf(field);
  if (field.type !== "literal") return expression;
  const cases = Object.entries(field.spelling ?? {}).map(
    ([stored, wire]) => sql`when ${stored}::text then ${wire}::text`,
  );
  return cases.length === 0
    ? expression
    : sql`(case ${expression}::text ${sql.join(cases, sql` `)} else ${expression}::text end)`;
}
