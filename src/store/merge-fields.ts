/** What merge fields of a template stand for, in the tables of Object Query. */
import { BillingError } from "#engine/errors.ts";
import type { Found } from "#engine/templates/render.ts";
import type { TemplatePart } from "#engine/templates/template.ts";
import { type Decimal, formatDecimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import {
  CONDITION_OBJECTS,
  type ConditionObject,
  fieldNamed,
} from "./conditions/condition-objects.ts";
import { OTHER_NAMES, relationNamed } from "./conditions/joined-objects.ts";
import type { Transaction } from "./database.ts";
import { type FoundObject, findObjects, type Selection } from "./object-query/find-objects.ts";
import { OBJECTS } from "./object-query/objects/index.ts";
import type { Field, QueryObject } from "./object-query/query-object.ts";

/** What is wanted of an object, as it is gathered. */
type Wanted = {
  readonly object: QueryObject;
  readonly fields: Map<string, Field>;
  readonly customFields: Set<string>;
  readonly expand: Map<string, Wanted>;
};

const wanting = (object: QueryObject): Wanted => ({
  object,
  fields: new Map(),
  customFields: new Set(),
  expand: new Map(),
});

type NamedPart = Exclude<TemplatePart, { readonly type: "text" }>;

/** Where what a merge field names is found. */
type Place =
  | { readonly in: "system"; readonly name: string }
  | {
      readonly in: "objects";
      /** Which section it is of; 0 is the object itself. */
      readonly scope: number;
      readonly relations: readonly string[];
      /** Undefined where a section is of objects. */
      readonly field: string | undefined;
    };

const CUSTOM = /^[A-Za-z]\w*__c$/;

/** The merge fields of a template about one kind of object; all are looked up with a query a relation. */
export class MergeFields {
  readonly #name: ConditionObject | undefined;
  readonly #root: Wanted | undefined;
  readonly #system: ReadonlySet<string>;
  readonly #places = new Map<TemplatePart, Place>();

  /**
   * @param name    what the event is about; undefined: nothing that can be looked up
   * @param system  what is known of the event itself, as "<Event.Name>"
   */
  constructor(name: ConditionObject | undefined, system: ReadonlySet<string>) {
    this.#name = name;
    this.#root = name && wanting(CONDITION_OBJECTS[name]);
    this.#system = system;
  }

  /** Errors: INVALID_VALUE for a merge field that stands for nothing. */
  add(parts: readonly TemplatePart[], scopes: readonly Wanted[] = []): void {
    const within = scopes.length === 0 && this.#root ? [this.#root] : scopes;
    for (const part of parts) {
      if (part.type === "text") continue;
      const { place, wanted } = this.#placeOf(part, within);
      this.#places.set(part, place);
      if (part.type === "section") this.add(part.parts, wanted ? [...within, wanted] : within);
    }
  }

  #placeOf(
    part: NamedPart,
    scopes: readonly Wanted[],
  ): { place: Place; wanted?: Wanted | undefined } {
    const path = part.names.join(".");
    const [root = "", ...rest] = part.names;
    const isSystem = part.type === "field" && (part.isInAngles || /^(Event|Tenant)$/.test(root));
    if (isSystem && this.#system.has(`<${path}>`))
      return { place: { in: "system", name: `<${path}>` } };
    const [base] = scopes;
    if (base && root === this.#name && rest.length > 0) return this.#walk(base, 0, rest, part);
    if (base && root === "DataSource") {
      const [object = "", ...names] = rest;
      return this.#walk(base, 0, [...this.#wayTo(base, object), ...names], part);
    }
    for (const [scope, wanted] of [...scopes.entries()].reverse()) {
      if (scope > 0 && has(wanted.object, root)) return this.#walk(wanted, scope, part.names, part);
    }
    throw invalid(`'${path}' can not be used as root level merge field in a template`);
  }

  #wayTo({ object }: Wanted, name: string): readonly string[] {
    if (name === this.#name) return [];
    return relationNamed(object, name) ? [name] : (OTHER_NAMES[name] ?? [name]);
  }

  #walk(
    from: Wanted,
    scope: number,
    names: readonly string[],
    part: NamedPart,
  ): { place: Place; wanted?: Wanted | undefined } {
    const relations: string[] = [];
    let wanted = from;
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      const field = isLast && fieldOf(wanted, name);
      if (field) return { place: { in: "objects", scope, relations, field } };
      const relation = relationNamed(wanted.object, name);
      const isSection = part.type === "section" && isLast;
      if (!relation?.object || (isLast && !isSection) || (relation.many && !isSection)) {
        throw invalid(`'${part.names.join(".")}' names nothing: '${name}' is no field of it`);
      }
      const key = name.charAt(0).toLowerCase() + name.slice(1);
      const next = wanted.expand.get(key) ?? wanting(OBJECTS[relation.object]);
      wanted.expand.set(key, next);
      wanted = next;
      relations.push(key);
    }
    return { place: { in: "objects", scope, relations, field: undefined }, wanted };
  }

  /** What all merge fields need of these objects, by id; those that are gone are missing. */
  async findAll(
    tx: Transaction,
    objectIds: readonly string[],
    today: PlainDate,
  ): Promise<ReadonlyMap<string, FoundObject>> {
    const root = this.#root;
    const idField = root?.object.fields.id;
    if (!root || !idField || objectIds.length === 0) return new Map();
    root.fields.set("id", idField);
    const { objects } = await findObjects(tx, root.object, {
      filters: [{ field: idField, operator: "IN", operands: objectIds }],
      sort: { field: idField, order: "ASC" },
      after: undefined,
      pageSize: MOST_RELATED,
      selection: selectionOf(root),
      today,
    });
    return new Map(objects.map((object) => [String(object.fields.id).replaceAll("-", ""), object]));
  }

  /** For `render`: of one event and the object that it is about. */
  lookUp(system: Readonly<Record<string, string>>, about: FoundObject | undefined) {
    return (part: TemplatePart, scopes: readonly FoundObject[]): Found<FoundObject> => {
      const place = this.#places.get(part);
      if (place?.in === "system") return system[place.name] ?? "";
      const start = place && (place.scope === 0 ? about : scopes[place.scope - 1]);
      return place && start ? valueAt(start, place.relations, place.field) : "";
    };
  }
}

/** Of a list in an e-mail, and of e-mails at once. */
const MOST_RELATED = 200;

const has = (object: QueryObject, name: string): boolean =>
  CUSTOM.test(name) ||
  fieldNamed(object, name) !== undefined ||
  relationNamed(object, name) !== undefined;

/** Notes that the field is wanted. @returns its name among what is found */
function fieldOf(wanted: Wanted, name: string): string | undefined {
  if (CUSTOM.test(name)) {
    if (wanted.object.customFields === undefined) return undefined;
    wanted.customFields.add(name.toLowerCase());
    return name;
  }
  const field = fieldNamed(wanted.object, name);
  if (!field) return undefined;
  const inQueries = name.charAt(0).toLowerCase() + name.slice(1);
  wanted.fields.set(inQueries, field);
  return inQueries;
}

const selectionOf = ({ fields, customFields, expand }: Wanted): Selection => ({
  fields,
  customFields,
  expand: new Map([...expand].map(([name, wanted]) => [name, selectionOf(wanted)])),
});

function valueAt(
  start: FoundObject,
  relations: readonly string[],
  field: string | undefined,
): Found<FoundObject> {
  let things: readonly FoundObject[] = [start];
  for (const relation of relations) {
    things = things.flatMap((thing) => thing.expanded[relation] ?? []);
  }
  if (field === undefined) return things;
  const [thing] = things;
  return thing ? textOf(thing.fields[field] ?? customField(thing, field)) : "";
}

function customField({ customFields }: FoundObject, name: string): unknown {
  const wanted = name.toLowerCase();
  return Object.entries(customFields).find(([each]) => each.toLowerCase() === wanted)?.[1];
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return String(value);
  return isDecimal(value) ? formatDecimal(value) : JSON.stringify(value);
}

const isDecimal = (value: object): value is Decimal => "toFixed" in value && "times" in value;

const invalid = (message: string): BillingError => new BillingError("INVALID_VALUE", { message });
