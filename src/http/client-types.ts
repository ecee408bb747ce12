/**
 * The types of `quittance/client`, written out from the OpenAPI document and so from the contracts: who
 * uses the package needs neither the contracts nor zod, and sees what an operation takes as he types.
 */
type Json = Readonly<Record<string, unknown>>;

/** Whether a value is sent or answered: what is sent may be undefined, and amounts may be text. */
type Side = "sent" | "answered";

/** The text of a file like src/client/types.ts that imports nothing but `QueryObjects`. */
export function clientTypes(document: Json, names: ReadonlySet<string>): string {
  const { paths, components } = document as {
    paths: Record<string, Record<string, Json>>;
    components: { schemas: Record<string, Json> };
  };
  const operations = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .filter(({ operationId }) => names.has(String(operationId)));
  const needed = reached(operations, components.schemas);
  const types = Object.entries(components.schemas)
    .filter(([name]) => needed.has(name))
    .map(([name, schema]) => `${told(schema)}  ${name}: ${typeOf(schema, sideOf(name))};`);
  return `${HEAD}
/** What requests and answers are made of: Schemas["CreateOrderRequest"]. */
export interface Schemas {
${types.join("\n")}
}

export interface Operations {
${operations.map(operationOf).join("\n")}
}
`;
}

const HEAD = `/** What each operation takes and answers. Written by \`npm run build:client\`. */
import type { QueryObjects } from "./query-objects.ts";

type Operation = { readonly given: unknown; readonly answer: unknown };

/** What an operation takes: Arguments<Operations["createOrder"]>. */
export type Arguments<O extends Operation> = O["given"];

/** What it answers. Amounts are numbers; JSON has no others. */
export type Answer<O extends Operation> = O["answer"];

export type Client = { readonly query: QueryObjects } & {
  readonly [Name in keyof Operations]: Record<never, never> extends Operations[Name]["given"]
    ? (given?: Operations[Name]["given"]) => Promise<Operations[Name]["answer"]>
    : (given: Operations[Name]["given"]) => Promise<Operations[Name]["answer"]>;
};
`;

/** Definitions of requests are named so: src/http/openapi.ts, name-repeated.ts. */
const sideOf = (name: string): Side => (/Request\d*$/.test(name) ? "sent" : "answered");

/** The definitions that these operations name, and that those name in turn. */
function reached(operations: readonly Json[], schemas: Readonly<Record<string, Json>>) {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(schemas[name]);
    }
  };
  for (const { requestBody = {}, parameters = [], responses } of operations) {
    const [answered] = Object.values(responses as Json);
    visit([requestBody, parameters, answered]);
  }
  return found;
}

function operationOf({ operationId, summary, description, ...operation }: Json): string {
  const parameters = (operation.parameters ?? []) as readonly Json[];
  const given = [
    ...fieldsIn("params", parameters, "path"),
    ...fieldsIn("query", parameters, "query"),
    ...bodyOf(operation.requestBody as Json | undefined),
    "readonly idempotencyKey?: string | undefined",
  ];
  const text = [`${summary}.`, description].filter((each) => each !== undefined).join(" ");
  return `  ${doc(text)}  ${operationId}: {
    given: { ${given.join("; ")} };
    answer: ${answerOf(operation.responses as Json)};
  };`;
}

function fieldsIn(name: string, parameters: readonly Json[], place: string): string[] {
  const own = parameters.filter((parameter) => parameter.in === place);
  if (own.length === 0) return [];
  const properties = Object.fromEntries(
    own.map(({ name, schema, description }) => [name, { ...(schema as Json), description }]),
  );
  const required = own.filter((field) => field.required === true).map((field) => field.name);
  const type = objectType({ properties, required }, "sent");
  return [`readonly ${name}${required.length > 0 ? "" : "?"}: ${type}`];
}

function bodyOf(requestBody: Json | undefined): string[] {
  if (!requestBody) return [];
  const [media] = Object.values(requestBody.content as Json) as Json[];
  return [`readonly body: ${typeOf(media?.schema as Json, "sent")}`];
}

function answerOf(responses: Json): string {
  const [answer] = Object.values(responses) as Json[];
  const [content] = Object.entries((answer?.content ?? {}) as Record<string, Json>);
  if (!content) return "Record<never, never>";
  const [mediaType, { schema }] = content;
  return mediaType === "*/*" ? "Uint8Array" : typeOf(schema as Json, "answered");
}

function typeOf(schema: Json, side: Side): string {
  const { $ref, enum: values, type, anyOf, oneOf, allOf } = schema;
  if (typeof $ref === "string") return `Schemas["${$ref.slice($ref.lastIndexOf("/") + 1)}"]`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(values)) return union(values.map((value) => JSON.stringify(value)));
  const several = (anyOf ?? oneOf) as readonly Json[] | undefined;
  if (several) return union(several.map((each) => typeOf(each, side)));
  if (Array.isArray(allOf)) return `(${allOf.map((each) => typeOf(each, side)).join(" & ")})`;
  if (Array.isArray(type))
    return union(type.map((each) => typeOf({ ...schema, type: each }, side)));
  return simpleType(schema, side);
}

function simpleType(schema: Json, side: Side): string {
  switch (schema.type) {
    case "string":
      return schema.format === "binary" ? "Blob" : "string";
    case "number":
      return side === "sent" ? "(number | string)" : "number";
    case "integer":
      return "number";
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      return `readonly (${typeOf((schema.items ?? {}) as Json, side)})[]`;
    case "object":
      return objectType(schema, side);
    default:
      return schema.properties ? objectType(schema, side) : "unknown";
  }
}

const OWN_FIELDS = `readonly [own: \`\${string}__c\`]: unknown`;

function objectType(schema: Json, side: Side): string {
  const { properties = {}, required = [], additionalProperties, patternProperties } = schema;
  const fields = Object.entries(properties as Record<string, Json>).map(([name, field]) => {
    const isRequired = (required as readonly unknown[]).includes(name);
    const type = typeOf(field, side) + (side === "sent" && !isRequired ? " | undefined" : "");
    return `${told(field)}readonly ${keyOf(name)}${isRequired ? "" : "?"}: ${type}`;
  });
  const ownFields = patternProperties ? [OWN_FIELDS] : [];
  const named = [...fields, ...ownFields];
  const isOpen = typeof additionalProperties === "object" && additionalProperties !== null;
  if (!isOpen) return named.length === 0 ? "Record<never, never>" : `{ ${named.join(";\n")} }`;
  const others = `Readonly<Record<string, ${typeOf(additionalProperties as Json, side)}>>`;
  if (named.length === 0) return others;
  return `({ ${named.join(";\n")} } & Readonly<Record<string, unknown>>)`;
}

const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

const union = (types: readonly string[]): string => `(${[...new Set(types)].join(" | ")})`;

const told = ({ description }: Json): string =>
  typeof description === "string" ? doc(description) : "";

const doc = (text: string): string => `/** ${text.replaceAll("*/", "*\\/")} */\n`;
