/** An object and those on the way from it, one for each step: what filter rules may name. */
import { type RawBuilder, sql } from "kysely";
import type { ConditionValue } from "#engine/conditions/condition.ts";
import { OBJECTS } from "../object-query/objects/index.ts";
import type { QueryObject, Relation } from "../object-query/query-object.ts";
import { CONDITION_OBJECTS, type ConditionObject, Gathered } from "./condition-objects.ts";
import type { Resolve } from "./condition-sql.ts";
import { operandOf, refused } from "./operands.ts";

/** What stands for itself: a parameter's value, by its name. */
export type Parameters = Readonly<Record<string, ConditionValue>>;

type Node = {
  readonly object: QueryObject;
  readonly gathered: Gathered;
  readonly table: string;
  readonly parent: { readonly node: Node; readonly relation: Relation } | undefined;
};

/** By other names than their relations have, from the account where the object has them not itself. */
export const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  BillToContact: ["Account", "BillTo"],
  SoldToContact: ["Account", "SoldTo"],
  DefaultPaymentMethod: ["Account", "DefaultPaymentMethod"],
};

/** A join of a condition's objects, made as the condition is read. */
export class JoinedObjects {
  readonly #nodes = new Map<string, Node>();
  readonly #name: ConditionObject;
  readonly #parameters: Parameters;
  readonly #base: Node;

  constructor(name: ConditionObject, parameters: Parameters = {}) {
    this.#name = name;
    this.#parameters = parameters;
    this.#base = this.#newNode(CONDITION_OBJECTS[name], name, undefined);
    this.#nodes.set("", this.#base);
  }

  /**
   * `Invoice.Amount`, `Invoice.Account.Name`, `Account.Name`, `_PARAMETER`, `Event.Context`.
   *
   * Errors: INVALID_VALUE for what is none of these.
   */
  readonly resolve: Resolve = (names) => {
    const [root = "", ...rest] = names;
    const path = names.join(".");
    if (path === "Event.Context") return { kind: "text", sql: sql.ref("given.context") };
    if (rest.length === 0) {
      if (!Object.hasOwn(this.#parameters, root))
        throw refused(`names '${path}', which is nothing`);
      return operandOf(this.#parameters[root] ?? null);
    }
    const field = rest.at(-1) ?? "";
    const way =
      root === this.#name ? rest.slice(0, -1) : [...this.#wayTo(root), ...rest.slice(0, -1)];
    return this.#nodeAt(way, path).gathered.operand(field);
  };

  #wayTo(root: string): readonly string[] {
    if (relationNamed(this.#base.object, root)) return [root];
    return OTHER_NAMES[root] ?? [root];
  }

  #nodeAt(way: readonly string[], path: string): Node {
    let node = this.#base;
    for (const [index, step] of way.entries()) {
      const key = way.slice(0, index + 1).join(".");
      const known = this.#nodes.get(key);
      if (known) {
        node = known;
        continue;
      }
      const relation = relationNamed(node.object, step);
      if (!relation?.object || relation.many) {
        throw refused(`names '${path}', but ${node.object.singular} has no one '${step}'`);
      }
      const next = this.#newNode(OBJECTS[relation.object], step, { node, relation });
      this.#nodes.set(key, next);
      node = next;
    }
    return node;
  }

  #newNode(object: QueryObject, name: string, parent: Node["parent"]): Node {
    const table = `n${this.#nodes.size}`;
    return { object, table, parent, gathered: new Gathered(object, name, table) };
  }

  /** Behind `from … given`, which has `object_id`; once the condition is read. What is gone is left out. */
  get joins(): RawBuilder<unknown> {
    const nodes = [...this.#nodes.values()];
    const joins = nodes.map((node) => this.#join(node, nodes));
    return sql.join(joins, sql` `);
  }

  #join(node: Node, nodes: readonly Node[]): RawBuilder<unknown> {
    const { object, table, parent, gathered } = node;
    const keys = nodes.flatMap((child) =>
      child.parent?.node === node
        ? child.parent.relation.on.map(
            ([here], index) => sql`${sql.raw(here)} as ${sql.ref(keyOf(child, index))}`,
          )
        : [],
    );
    const columns = [sql`true as found`, ...gathered.columns, ...keys];
    const ids = parent
      ? parent.relation.on.map(
          ([, there], index) =>
            sql`${sql.raw(there)} = ${sql.ref(`${parent.node.table}.${keyOf(node, index)}`)}`,
        )
      : [sql`${sql.raw(object.id)} = given.object_id`];
    const rows = sql`select ${sql.join(columns)} from ${sql.raw(object.from)}
      where ${sql.join(ids, sql` and `)} order by ${sql.raw(object.order)} limit 1`;
    return parent
      ? sql`left join lateral (${rows}) ${sql.ref(table)} on true`
      : sql`cross join lateral (${rows}) ${sql.ref(table)}`;
  }
}

const keyOf = (child: Node, index: number): string => `${child.table}_${index}`;

/** "BillToContact" is the relation `billToContact`. */
export function relationNamed(object: QueryObject, name: string): Relation | undefined {
  if (!/^[A-Z]/.test(name)) return undefined;
  const relation = name.charAt(0).toLowerCase() + name.slice(1);
  return Object.hasOwn(object.relations, relation) ? object.relations[relation] : undefined;
}
