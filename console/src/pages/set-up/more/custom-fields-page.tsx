import { useQuery } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { choicesOf, choicesOrNone } from "../form/choices-of.ts";
import type { BodyOf, Draft, Field, Option } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { UndefinedFields } from "./undefined-fields.tsx";

type Listed = Answered<"listCustomFieldSettings">;
type Definition = Listed["definitions"][string]["schema"]["properties"][string];
type Row = Definition & {
  readonly object: string;
  readonly name: string;
  readonly isRequired: boolean;
  readonly isFilterable: boolean;
};

/** What the standard objects are called where fields are defined. */
function useObjectOptions(): readonly Option[] {
  const query = useQuery(ask.listCustomFieldSettings({}));
  const names = Object.keys(query.data?.definitions ?? {});
  return [{ value: "", label: "" }, ...choicesOf(names)];
}

const rowsOf = ({ definitions }: Listed): Row[] =>
  Object.entries(definitions).flatMap(([object, { schema }]) =>
    Object.entries(schema.properties).map(([name, property]) => ({
      ...property,
      ...{ object, name },
      isRequired: schema.required.includes(name),
      isFilterable: schema.filterable.includes(name),
    })),
  );

const isText = ({ type }: Draft): boolean => type === "string";
const isNumber = ({ type }: Draft): boolean => type === "number" || type === "integer";

const fields: readonly Field[] = [
  {
    ...{ name: "object", label: "Of", kind: "choice", useOptions: useObjectOptions },
    ...{ isRequired: true, isOnlyForNew: true },
  },
  {
    ...{ name: "name", label: "Name", kind: "text", isRequired: true, isOnlyForNew: true },
    help: "As the API calls it; it ends with __c: Region__c.",
  },
  { name: "label", label: "Label", kind: "text", help: "What people read." },
  { name: "description", label: "Description", kind: "text" },
  {
    ...{ name: "type", label: "Values", kind: "choice", isOnlyForNew: true },
    options: choicesOf(["string", "number", "integer", "boolean"]),
  },
  {
    ...{ name: "format", label: "Kind of text", kind: "choice", when: isText },
    options: choicesOrNone(["date", "date-time", "uuid", "email", "url", "long-text"], "Any"),
    isOnlyForNew: true,
  },
  { name: "maxLength", label: "Longest", kind: "amount", when: isText },
  {
    ...{ name: "enum", label: "To pick from, one a line", kind: "lines", when: isText },
    help: "Empty: any text.",
  },
  { name: "minimum", label: "Smallest", kind: "amount", when: isNumber },
  { name: "maximum", label: "Largest", kind: "amount", when: isNumber },
  { name: "isRequired", label: "Must be given", kind: "switch" },
  { name: "isFilterable", label: "Lists are filtered by it", kind: "switch" },
];

const CUSTOM_FIELDS: Setting<Row, Listed> = {
  title: "Custom fields",
  one: "custom field",
  about: "Fields of one's own on accounts, subscriptions, invoices and the like.",
  write: "settings.write",
  list: {
    ask: () => ask.listCustomFieldSettings({}),
    rowsOf,
    keyOf: ({ object, name }) => `${object}.${name}`,
    nameOf: ({ name }) => name,
    columns: [
      { name: "object", title: "Of", cell: ({ object }) => choicesOf([object])[0]?.label },
      { name: "label", title: "Label", cell: ({ label }) => label },
      {
        name: "type",
        title: "Values",
        cell: ({ type, format, enum: options }) => options?.join(", ") ?? format ?? type,
      },
      { name: "required", title: "Must be given", cell: (row) => (row.isRequired ? "yes" : "–") },
    ],
  },
  empty: "Fields that end with __c are taken without being defined, unless that is refused below.",
  form: {
    fields,
    initial: { object: "", name: "", type: "string" },
    draftOf: ({ object: _, name: __, origin: ___, ...row }) => ({ ...row }),
    create: ({ object, name, ...draft }) => saveField(String(object), String(name), draft),
    update: ({ object, name, type, format }, draft) =>
      saveField(object, name, { type, ...(format && { format }), ...draft }),
  },
  remove: {
    run: ({ object, name }) => saveField(object, name, undefined),
    warning: "It is not defined any more; what objects say in it stays.",
  },
  BeneathList: () => <UndefinedFields />,
};

/** All fields of an object are written at once: the others stay as they are now. */
async function saveField(object: string, name: string, draft: Draft | undefined) {
  const { schema } = await api.getCustomFieldSettings({ params: { object } });
  const { [name]: _, ...others } = schema.properties;
  const without = (names: readonly string[]) => names.filter((each) => each !== name);
  const { isRequired, isFilterable, ...definition } = draft ?? {};
  const body = {
    type: "object",
    properties: { ...others, ...(draft && { [name]: definitionOf(definition) }) },
    required: [...without(schema.required), ...(isRequired === true ? [name] : [])],
    filterable: [...without(schema.filterable), ...(isFilterable === true ? [name] : [])],
  };
  return api.updateCustomFieldSettings({
    params: { object },
    body: numbersOf(body) as BodyOf<"updateCustomFieldSettings">,
  });
}

function definitionOf({ enum: options, ...rest }: Draft): Draft {
  const picked = Array.isArray(options) ? options.map(String).filter((line) => line.trim()) : [];
  return { ...rest, ...(picked.length > 0 && { enum: picked }) };
}

/** Bounds are numbers on the wire, which this console reads and writes as text. */
const numbersOf = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    NUMBERS.has(key) && typeof value === "string" ? Number(value) : value,
  );

const NUMBERS: ReadonlySet<string> = new Set(["minimum", "maximum", "maxLength"]);

export const CustomFieldsPage = () => <SettingPage setting={CUSTOM_FIELDS} />;
