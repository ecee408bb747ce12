/** What our contracts say of answers, beside what is published of the field's. */
import { alternatives, answersOf, type Json, operationsByPath, shapeOf } from "./coverage.ts";
import { type PublishedShape, type Type, typesOf } from "./shapes.ts";

/** What a contract has in another type than the field, or leaves out where the field has null. */
export function declaredDifferences(
  shape: PublishedShape,
  { openApi, aliases }: { readonly openApi: Json; readonly aliases: readonly string[] },
): string[] {
  const [method = "", path = ""] = shape.of.split(" ");
  const ours = operationsByPath(openApi);
  const operation = [path, ...aliases]
    .map((spelling) => ours.get(`${method} ${shapeOf(spelling)}`))
    .find((each) => each !== undefined);
  const answers = operation ? answersOf(operation) : [];
  const at = (field: string) => propertiesAt(answers, field.split("."), openApi);
  const types = [...typesOf(shape)].flatMap(([field, type]) => {
    const declared = declaredTypes(at(field), openApi);
    return isOf(declared, type) ? [] : [`${field} is ${[...declared].join(" or ")}, not ${type}`];
  });
  const nulls = (shape.null ?? [])
    .filter((field) => {
      const properties = at(field);
      return properties.length > 0 && !isNullable(properties, openApi);
    })
    .map((field) => `${field} is never null`);
  return [...types, ...nulls];
}

type Property = { readonly schema: Json; readonly isRequired: boolean };

/** Those that the alternatives of a schema have at a dotted path; lists are taken apart. */
function propertiesAt(
  schemas: readonly Json[],
  [name, ...rest]: readonly string[],
  document: Json,
): Property[] {
  const found = alternatives(schemas, document).flatMap(({ properties, required = [] }) => {
    const schema = (properties as Json | undefined)?.[name ?? ""] as Json | undefined;
    return schema ? [{ schema, isRequired: (required as string[]).includes(name ?? "") }] : [];
  });
  if (rest.length === 0) return found;
  return propertiesAt(
    found.map(({ schema }) => schema),
    rest,
    document,
  );
}

/** JSON Schema's names; nothing where it may be anything. */
function declaredTypes(properties: readonly Property[], document: Json): Set<string> {
  const names = properties.flatMap(({ schema }) =>
    flat(schema, document).flatMap(({ type, "x-always-null": isNull, ...rest }) =>
      isNull ? "null" : (type ?? ofValues(rest)),
    ),
  );
  return new Set(names.map(String));
}

const ofValues = ({ const: value, enum: values }: Json): string[] =>
  (Array.isArray(values) ? values : [value])
    .filter((each) => each !== undefined)
    .map((each) => typeof each);

/** What a schema may be, without the items of its lists. */
const flat = (schema: Json, document: Json): Json[] =>
  alternatives([schema], document).filter(
    (each) => !alternatives([schema], document).some(({ items }) => items === each),
  );

/** What is declared as nothing but null is not held: it has no type to be wrong. */
function isOf(declared: ReadonlySet<string>, type: Type): boolean {
  const names = [...declared].filter((name) => name !== "null" && name !== "undefined");
  if (names.length === 0) return true;
  return names.includes(type) || (type === "number" && names.includes("integer"));
}

const isNullable = (properties: readonly Property[], document: Json): boolean =>
  properties.every(({ isRequired }) => isRequired) &&
  (declaredTypes(properties, document).has("null") ||
    declaredTypes(properties, document).size === 0);
