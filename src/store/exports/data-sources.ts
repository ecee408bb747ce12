/**
 * What a query of an export can name: an object, and what it is joined to without being asked how. The
 * field calls that a data source.
 */
import { BillingError } from "#engine/errors.ts";
import { OBJECTS } from "../object-query/objects/index.ts";
import {
  OBJECT_NAMES,
  type ObjectName,
  type QueryObject,
  type Relation,
} from "../object-query/query-object.ts";
import { ZOQL_OBJECTS, type ZoqlObject } from "../object-query/zoql-objects.ts";

/** One way from an object to one other. */
export type Join = {
  /** "BillToContact" */
  readonly name: string;
  readonly object: ObjectName;
  readonly on: Relation["on"];
};

/** What an object is joined to, and through which others. */
export type Joined = { readonly name: string; readonly path: readonly Join[] };

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const NAMES: ReadonlyMap<string, ObjectName> = new Map(
  OBJECT_NAMES.map((name) => [capital(OBJECTS[name].singular), name]),
);

/** Errors: UNKNOWN_DATA_SOURCE. */
export function dataSource(name: string): ZoqlObject {
  const wanted = name.toLowerCase();
  const found = ZOQL_OBJECTS.find((object) => object.name.toLowerCase() === wanted);
  if (!found) throw new BillingError("UNKNOWN_DATA_SOURCE", { name });
  return found;
}

/** As the field names them here: of an account `billTo` is the contact of whatever it is joined to. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  BillTo: "BillToContact",
  SoldTo: "SoldToContact",
  ShipTo: "ShipToContact",
};

const ofAccount = (column: string): string =>
  `(select a.${column} from accounts a where a.account_id = t.account_id)`;

/** Where an invoice or a subscription has no contact of its own, it is its account's. */
const CONTACTS: Readonly<Record<string, string>> = {
  BillToContact: ofAccount("bill_to_contact_id"),
  SoldToContact: ofAccount("sold_to_contact_id"),
};

function joinsOf(source: QueryObject): Join[] {
  const isAccount = source === OBJECTS.accounts;
  const joins: Join[] = [];
  for (const [relation, { many, object, on }] of Object.entries(source.relations)) {
    if (many || object === undefined) continue;
    const written = capital(relation);
    const name = isAccount ? (OTHER_NAMES[written] ?? written) : written;
    joins.push({ name, object, on: isAccount ? on : withAccounts(name, on) });
  }
  for (const [field, { type, sql }] of Object.entries(source.fields)) {
    const joined = capital(field).replace(/Id$/, "");
    const object = joined === capital(field) ? undefined : NAMES.get(joined);
    const isKnown = joins.some((join) => join.name === joined);
    if (type !== "id" || object === undefined || isKnown) continue;
    joins.push({ name: joined, object, on: [[sql, OBJECTS[object].id]] });
  }
  if (isAccount) joins.push(PARENT);
  return joins;
}

const PARENT: Join = {
  name: "ParentAccount",
  object: "accounts",
  on: [["t.parent_id", "t.account_id"]],
};

function withAccounts(joined: string, on: Relation["on"]): Relation["on"] {
  const account = CONTACTS[joined];
  if (account === undefined) return on;
  return on.map(([here, there]) =>
    there === "t.contact_id"
      ? ([`coalesce(${here}, ${account})`, there] as const)
      : ([here, there] as const),
  );
}

/** Further than this nothing is that the field joins. */
const MOST_STEPS = 5;

/** By name in lower case: the nearest of each name. */
function findJoined(source: QueryObject): ReadonlyMap<string, Joined> {
  const found = new Map<string, Joined>();
  let reached: { object: QueryObject; path: readonly Join[] }[] = [{ object: source, path: [] }];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next: typeof reached = [];
    for (const { object, path } of reached) {
      for (const join of joinsOf(object)) {
        const key = join.name.toLowerCase();
        if (found.has(key) || join.name === capital(source.singular)) continue;
        const joined = { name: join.name, path: [...path, join] };
        found.set(key, joined);
        next.push({ object: OBJECTS[join.object], path: joined.path });
      }
    }
    reached = next;
  }
  return found;
}

const remembered = new Map<QueryObject, ReadonlyMap<string, Joined>>();

/** What a data source is joined to, by name in lower case. */
export function joinedTo(source: QueryObject): ReadonlyMap<string, Joined> {
  const known = remembered.get(source) ?? findJoined(source);
  remembered.set(source, known);
  return known;
}
