/** From a query string to what the store is asked for. Names are told apart without regard to case. */
import type { Filter, Operator, Position, Sort } from "#store/object-query/conditions.ts";
import type { Selection } from "#store/object-query/find-objects.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import { ownField } from "#store/object-query/own-fields.ts";
import type { CustomField, Field, QueryObject } from "#store/object-query/query-object.ts";
import { Invalid } from "../invalid.ts";
import { readCursor, type SortName } from "./cursor.ts";
import { operandOf } from "./operands.ts";
import type { Parameters } from "./parameters.ts";

export type ParsedSort = { readonly sort: Sort; readonly name: SortName };

/** The caller's mistake in one query parameter; `message` completes "'parameter' …". */
const invalid = (parameter: string, input: string, message: string): Invalid =>
  new Invalid("query", [{ code: "custom", path: [parameter], message, input }]);

const FILTER = /^\s*([\w]+)\.(EQ|NE|LT|GT|GE|LE|SW|IN):(.*)$/is;
/** The engine of a filter reads each value once per row. */
const MOST_VALUES = 1_000;

/** `name.EQ:A-S00000038`, `status.IN:[Draft,Posted]`, `cancelleddate.EQ:null` */
export function parseFilter(object: QueryObject, text: string, timeZone: string): Filter {
  const [, name = "", written = "", value = ""] = FILTER.exec(text) ?? [];
  if (name === "") {
    throw invalid("filter[]", text, `is '${text}', but should be like name.EQ:value`);
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw invalid("filter[]", text, "contains characters that no text can have");
  }
  const field = filterable(object, name);
  const operator = written.toUpperCase() as Operator;
  refuseComparison(field, name, operator);
  if (value.toLowerCase() === "null" && (operator === "EQ" || operator === "NE")) {
    return { field, operator, operands: null };
  }
  const values = operator === "IN" ? listOf(value) : [value];
  if (values.length > MOST_VALUES) {
    throw invalid("filter[]", text, `has more than ${MOST_VALUES} values for '${name}'`);
  }
  const operands = values.map((one) => {
    const operand = operandOf(field, one, timeZone);
    if (operand !== undefined) return operand;
    throw invalid("filter[]", text, `has the value '${one}', which is no ${field.type}`);
  });
  return { field, operator, operands: operands.filter((operand) => operand !== null) };
}

function filterable(object: QueryObject, name: string): Field | CustomField {
  const field = fieldOf(object, name)?.[1] ?? ownFilterOf(object, name);
  if (field?.compute) throw invalid("filter[]", name, `cannot use '${name}', which is computed`);
  if (field) return field;
  const own = ownField(object, name);
  if (own && !own.isFilterable) {
    throw invalid("filter[]", name, `cannot use '${own.name}', which is not defined as filterable`);
  }
  if (own) return own.field;
  throw invalid("filter[]", name, `names '${name}', which is no field of ${object.singular}`);
}

function refuseComparison(field: Field | CustomField, name: string, operator: Operator): void {
  if (operator === "EQ" || operator === "NE" || operator === "IN") return;
  const isText = ["text", "number", "custom"].includes(field.type);
  const isAllowed =
    operator === "SW"
      ? isText || field.type === "literal"
      : isText || ["date", "timestamp", "decimal", "integer"].includes(field.type);
  if (!isAllowed) throw invalid("filter[]", operator, `cannot use ${operator} on '${name}'`);
}

/** "[Amy,Bella]", with or without the brackets. */
const listOf = (text: string): string[] =>
  text
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** `accountnumber.DESC`; one field of the object itself. */
export function parseSort(object: QueryObject, sorts: readonly string[]): ParsedSort {
  const [text, another] = sorts;
  if (another !== undefined) {
    throw invalid("sort[]", another, "has more than one field");
  }
  const [name = object.defaultSort, order = "ASC", more] =
    text === undefined ? [object.defaultSort, "DESC"] : text.split(".");
  const direction = order.toUpperCase();
  const [canonical, field] = fieldOf(object, name) ?? [];
  if (!canonical || !field) {
    throw invalid("sort[]", name, `names '${name}', which is no field of ${object.singular}`);
  }
  if (field.compute) throw invalid("sort[]", name, `cannot use '${name}', which is computed`);
  if (more !== undefined || (direction !== "ASC" && direction !== "DESC")) {
    throw invalid("sort[]", order, `should be like ${name}.ASC or ${name}.DESC`);
  }
  return { sort: { field, order: direction }, name: { name: canonical, order: direction } };
}

export function parseCursor(text: string, { name }: ParsedSort): Position {
  const position = readCursor(text, name);
  if (position) return position;
  throw invalid("cursor", text, "is not a nextPage of the same query");
}

const fieldOf = ({ fields }: QueryObject, name: string): [string, Field] | undefined => {
  const wanted = name.toLowerCase();
  return Object.entries(fields).find(([canonical]) => canonical.toLowerCase() === wanted);
};

const ownFilterOf = ({ ownFilters = {} }: QueryObject, name: string): Field | undefined =>
  Object.entries(ownFilters).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];

/** As deep as the vendor's own enumerations: orderactions.subscription.rateplans.rateplancharges */
const DEEPEST = 4;
const MOST_EXPANSIONS = 20;

type Expansions = Map<string, Expansions>;

export function parseSelection(object: QueryObject, parameters: Parameters): Selection {
  const tree: Expansions = new Map();
  if (parameters.expand.length > MOST_EXPANSIONS) {
    throw invalid("expand[]", "", `has more than ${MOST_EXPANSIONS} entries`);
  }
  for (const path of parameters.expand) addPath(tree, object, path);
  const known = new Set([""]);
  const selection = selectionOf(object, tree, { path: "", parameters, known });
  for (const name of parameters.fields.keys()) {
    if (known.has(name)) continue;
    throw invalid("fields[]", name, `names '${name}', which is neither queried nor expanded`);
  }
  return selection;
}

function addPath(tree: Expansions, object: QueryObject, path: string): void {
  const steps = path.split(".");
  if (steps.length > DEEPEST) throw invalid("expand[]", path, `is deeper than ${DEEPEST} levels`);
  let here: QueryObject | undefined = object;
  let level = tree;
  for (const step of steps) {
    const name: string | undefined = here && relationOf(here, step);
    if (!here || !name) {
      const singular = here?.singular ?? "what is not kept";
      throw invalid("expand[]", path, `names '${step}', which cannot be expanded of ${singular}`);
    }
    const next: Expansions = level.get(name) ?? new Map();
    level.set(name, next);
    const related: QueryObject["relations"][string]["object"] = here.relations[name]?.object;
    here = related && OBJECTS[related];
    level = next;
  }
}

const relationOf = ({ relations }: QueryObject, step: string): string | undefined =>
  Object.keys(relations).find((name) => name.toLowerCase() === step.toLowerCase());

type Place = {
  /** Where in the tree, in lower case; "" is the object that is queried. */
  readonly path: string;
  readonly parameters: Parameters;
  /** Collects the names by which `fields[]` can be given. */
  readonly known: Set<string>;
};

function selectionOf(object: QueryObject, tree: Expansions, place: Place): Selection {
  const { path, parameters, known } = place;
  const names = [path, path.split(".").at(-1) ?? "", object.singular.toLowerCase()];
  for (const name of names) known.add(name);
  const given = names.map((name) => parameters.fields.get(name)).find((list) => list);
  const expand = [...tree].map(([name, below]): [string, Selection] => {
    const related = object.relations[name]?.object;
    const nextPath = `${path === "" ? "" : `${path}.`}${name.toLowerCase()}`;
    known.add(name.toLowerCase()).add(nextPath);
    if (!related) return [name, NOTHING];
    return [name, selectionOf(OBJECTS[related], below, { ...place, path: nextPath })];
  });
  return { ...fieldsOf(object, given), expand: new Map(expand) };
}

const NOTHING: Selection = { fields: new Map(), customFields: new Set(), expand: new Map() };

function fieldsOf(object: QueryObject, given: readonly string[] | undefined) {
  if (!given) {
    return { fields: new Map(Object.entries(object.fields)), customFields: "all" as const };
  }
  const fields = new Map<string, Field>();
  const customFields = new Set<string>();
  for (const name of given) {
    const found = fieldOf(object, name);
    if (found) fields.set(...found);
    else if (ownField(object, name)) customFields.add(name.toLowerCase());
    else {
      throw invalid("fields[]", name, `names '${name}', which is no field of ${object.singular}`);
    }
  }
  return { fields, customFields };
}
