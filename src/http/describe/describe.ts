/** Objects as clients of exports and of the object API discover them. */
import type { CustomField, FieldDefinition } from "#engine/custom-fields/custom-field.ts";
import { labelOf } from "#engine/zoql/label-of.ts";
import { type Join, joinedTo } from "#store/exports/data-sources.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import {
  type Field,
  type FieldType,
  OBJECT_NAMES,
  type ObjectName,
  type Relation,
} from "#store/object-query/query-object.ts";
import { capital } from "../object-crud/queried-object.ts";
import { requires, type Taken, takenOf, takes } from "./described-fields.ts";
import { type Element, element, writeXml } from "./write-xml.ts";

/** "BillingRun" is called BillRun, as ZOQL calls it. */
const OTHER_NAMES: Readonly<Partial<Record<ObjectName, string>>> = { "billing-runs": "BillRun" };

const nameOf = (name: ObjectName): string => OTHER_NAMES[name] ?? capital(OBJECTS[name].singular);

/** By its API name, in upper or lower case; undefined: there is none. */
export const describedObject = (name: string): ObjectName | undefined =>
  OBJECT_NAMES.find((each) => nameOf(each).toLowerCase() === name.toLowerCase());

export const listXml = (baseUrl: string): string =>
  writeXml(
    element(
      "objects",
      OBJECT_NAMES.map((name) => reference(name, baseUrl)),
    ),
  );

const reference = (name: ObjectName, baseUrl: string, more: readonly Element[] = []): Element => ({
  name: "object",
  attributes: { href: addressOf(name, baseUrl) },
  content:
    more.length > 0
      ? more
      : [element("name", nameOf(name)), element("label", labelOf(nameOf(name)))],
});

const addressOf = (name: ObjectName, baseUrl: string) => `${baseUrl}/v1/describe/${nameOf(name)}`;

export type Described = {
  readonly name: ObjectName;
  /** Fields of the tenant's own: those that were defined, */
  readonly defined: readonly CustomField[];
  /** and names of others that are in use. */
  readonly customFields: readonly string[];
  readonly showRelationships: boolean;
  readonly baseUrl: string;
};

export function objectXml(described: Described): string {
  const { name, defined, customFields, showRelationships, baseUrl } = described;
  const { fields, relations } = OBJECTS[name];
  const taken = takenOf(nameOf(name));
  const own = Object.entries(fields).filter(([, field]) => field.isHeld);
  const content = [
    element("name", nameOf(name)),
    element("label", labelOf(nameOf(name))),
    element("fields", [
      ...own.map(([field, definition]) => fieldXml(capital(field), definition, taken)),
      ...defined.map((field) => definedFieldXml(field, taken)),
      ...customFields.map((field) => customFieldXml(field, taken)),
    ]),
  ];
  const joined = [...joinedTo(OBJECTS[name]).values()].map(({ name: joinedName, path }) =>
    relatedXml(name, joinedName, path, baseUrl),
  );
  const many = Object.entries(relations).flatMap(([relation, definition]) =>
    relationXml(name, relation, definition, baseUrl),
  );
  // Clients of exports read the first of these without asking for it.
  content.push(element("related-objects", showRelationships ? [...joined, ...many] : joined));
  return writeXml(reference(name, baseUrl, content));
}

function fieldXml(name: string, field: Field, taken: Taken): Element {
  return element("field", [
    ...flags(name, {
      createable: takes(taken.createable, name),
      updateable: takes(taken.updateable, name),
      filterable: field.compute === undefined,
      custom: false,
      required: requires(taken.createable, name),
    }),
    element("type", field.spelling ? "picklist" : TYPES[field.type]),
    ...(field.spelling ? [optionsXml(Object.values(field.spelling))] : []),
    contexts,
  ]);
}

/** A field of the tenant's own may be written wherever its object is. */
const customFieldXml = (name: string, { createable, updateable }: Taken): Element =>
  element("field", [
    ...flags(name, {
      createable: Object.keys(createable).length > 0,
      updateable: Object.keys(updateable).length > 0,
      filterable: true,
      custom: true,
      required: false,
    }),
    element("type", "text"),
    contexts,
  ]);

function definedFieldXml({ name, ...field }: CustomField, { createable, updateable }: Taken) {
  const { definition, isRequired: required, isFilterable: filterable } = field;
  return element("field", [
    ...flags(
      name,
      {
        createable: Object.keys(createable).length > 0,
        updateable: Object.keys(updateable).length > 0,
        filterable,
        custom: true,
        required,
      },
      { label: definition.label, maxLength: definition.maxLength },
    ),
    element("type", typeOf(definition)),
    ...(definition.enum ? [optionsXml(definition.enum)] : []),
    contexts,
  ]);
}

function typeOf({ type, format, enum: options }: FieldDefinition): string {
  if (options) return "picklist";
  if (type === "number") return "decimal";
  if (type !== "string") return type;
  if (format === "date-time") return "datetime";
  return format === "date" ? "date" : "text";
}

type Flags = Readonly<
  Record<"createable" | "updateable" | "filterable" | "custom" | "required", boolean>
>;

const flags = (
  name: string,
  { custom, required, ...more }: Flags,
  { label = labelOf(name), maxLength }: { label?: string; maxLength?: number | undefined } = {},
): Element[] => [
  element("name", name),
  element("label", label),
  element("selectable", true),
  ...Object.entries(more).map(([flag, value]) => element(flag, value)),
  element("custom", custom),
  element("maxlength", String(maxLength ?? "")),
  element("required", required),
];

const optionsXml = (values: readonly string[]): Element =>
  element(
    "options",
    [...new Set(values)].map((value) => element("option", value)),
  );

const contexts = element("contexts", [element("context", "soap"), element("context", "export")]);

const TYPES: Readonly<Record<FieldType, string>> = {
  text: "text",
  number: "text",
  literal: "picklist",
  id: "text",
  date: "date",
  timestamp: "datetime",
  decimal: "decimal",
  integer: "integer",
  boolean: "boolean",
};

/** What a query of an export may name beside the object. */
function relatedXml(
  name: ObjectName,
  joined: string,
  path: readonly Join[],
  baseUrl: string,
): Element {
  const names = path.map((step) => step.name);
  return reference(path.at(-1)?.object ?? name, baseUrl, [
    element("name", joined),
    element("label", labelOf(joined.replace(/(?<=To)Contact$/, ""))),
    element("cardinality", "TO_ONE"),
    element("direct-relationship", path.length === 1),
    element("path", [nameOf(name), ...names].join(".")),
  ]);
}

/** Nothing is related by a relation to an object that is not kept. */
function relationXml(
  name: ObjectName,
  relation: string,
  { object, many }: Relation,
  baseUrl: string,
): Element[] {
  if (object === undefined || !many) return [];
  return [
    reference(object, baseUrl, [
      element("name", capital(relation)),
      element("label", labelOf(capital(relation))),
      element("cardinality", "TO_MANY"),
      element("direct-relationship", true),
      element("path", `${nameOf(name)}.${capital(relation)}`),
    ]),
  ];
}
