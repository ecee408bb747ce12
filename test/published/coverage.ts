/** Which of the field's operations are there, and with which of their fields. */
import { readFileSync } from "node:fs";
import { isErratum } from "./errata.ts";

/** An operation as it is published. Fields are dotted paths: "invoices.invoiceItems.id". */
export type PublishedOperation = {
  readonly method: string;
  readonly path: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  /** The file of the reference that describes it: "credit-memos". */
  readonly family: string;
  readonly query: readonly string[];
  readonly request: readonly string[];
  readonly response: readonly string[];
};

export type Coverage = {
  readonly published: PublishedOperation;
  readonly status: "full" | "partial" | "not";
  /** Published fields that are refused, ignored or never answered. */
  readonly missing: Readonly<Record<"query" | "request" | "response", readonly string[]>>;
};

export type Json = { readonly [name: string]: unknown };

const METHODS = ["get", "post", "put", "patch", "delete"];

export const publishedOperations = (): PublishedOperation[] =>
  readFileSync(new URL("operations.jsonl", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as PublishedOperation);

/** @param openApi  of our contracts */
export function coverageOf(
  published: readonly PublishedOperation[],
  openApi: Record<string, unknown>,
): Coverage[] {
  const document = openApi as Json;
  const ours = operationsByPath(document);
  return published.map((operation) => {
    const found = [operation.path, ...(operation.aliases ?? [])]
      .map((path) => ours.get(`${operation.method} ${shapeOf(path)}`))
      .find((each) => each !== undefined);
    if (!found) return { published: operation, status: "not", missing: NOTHING };
    const missing = missingOf(operation, found, document);
    const isFull = Object.values(missing).every((fields) => fields.length === 0);
    return { published: operation, status: isFull ? "full" : "partial", missing };
  });
}

const NOTHING = { query: [], request: [], response: [] };

/** Names of parameters differ: "/v1/orders/{orderNumber}" is "/v1/orders/{}". */
export const shapeOf = (path: string): string =>
  path.replaceAll(/\{[^}]+\}/g, "{}").replace(/\/$/, "");

export function operationsByPath({ paths }: Json): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const [path, item] of Object.entries(paths as Json)) {
    for (const method of METHODS) {
      const operation = (item as Json)[method] as Json | undefined;
      if (!operation) continue;
      const { "x-aliases": aliases = [] } = operation as { "x-aliases"?: readonly string[] };
      for (const spelling of [path, ...aliases]) {
        found.set(`${method.toUpperCase()} ${shapeOf(spelling)}`, operation);
      }
    }
  }
  return found;
}

function missingOf(
  published: PublishedOperation,
  { parameters, requestBody, responses }: Json,
  document: Json,
): Coverage["missing"] {
  const query = new Set(
    (parameters as readonly Json[])
      .filter(({ in: place }) => place === "query")
      .map(({ name }) => String(name).replace("[]", "")),
  );
  const request = fieldsOf(schemasOf(requestBody), document);
  const response = fieldsOf(answersOf({ responses }), document);
  const of = `${published.method} ${published.path}`;
  const missing = {
    query: published.query.filter((name) => !query.has(name) && !ANYWHERE.has(name)),
    request: published.request.filter((field) => !request(field)),
    response: published.response.filter((field) => !ENVELOPE.test(field) && !response(field)),
  };
  const real = (part: keyof typeof missing) =>
    outermost(missing[part].filter((field) => !isErratum({ of, part, field })));
  return { query: real("query"), request: real("request"), response: real("response") };
}

/** Of what an operation answers when it succeeds. */
export const answersOf = ({ responses }: Json): Json[] =>
  Object.entries(responses as Json)
    .filter(([status]) => /^2/.test(status))
    .flatMap(([, each]) => schemasOf(each));

function schemasOf(body: unknown): Json[] {
  const { content = {} } = (body ?? {}) as { content?: Record<string, { schema: Json }> };
  return Object.values(content).map(({ schema }) => schema);
}

/** Asked of every operation, not of one: told of them once, in the guide to the conventions. */
const ANYWHERE = new Set(["rejectUnknownFields", "zuora-version"]);

/** How failures are told, whatever was asked. */
const ENVELOPE = /^(success|Success|processId|requestId|reasons|Errors)(\.|$)/;

/** Of a thing that is missing whole, its parts go without saying. */
const outermost = (fields: readonly string[]): string[] =>
  fields.filter((field) => !fields.some((other) => field.startsWith(`${other}.`)));

/** Whether one of the schemas has a field, at its dotted path. */
const fieldsOf =
  (schemas: readonly Json[], document: Json) =>
  (field: string): boolean =>
    has(schemas, field.split("."), document);

function has(schemas: readonly Json[], names: readonly string[], document: Json): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  return alternatives(schemas, document).some((schema) => {
    const { properties, additionalProperties } = schema;
    const property = (properties as Json | undefined)?.[name] as Json | undefined;
    if (property) return !isRefused(property) && has([property], rest, document);
    if (isFree(schema)) return true;
    return typeof additionalProperties === "object" && additionalProperties !== null
      ? isFree(additionalProperties as Json) || has([additionalProperties as Json], rest, document)
      : additionalProperties === true;
  });
}

/** What wire.notYet says of what it lets through to be refused. */
const isRefused = ({ description }: Json): boolean => description === "Not supported yet: refused.";

/** A schema that says nothing takes whatever is in it: custom fields, bodies of other operations. */
const isFree = (schema: Json): boolean =>
  Object.keys(schema).every((key) => key === "description" || key === "default");

/** A schema and what it is made of: references followed, lists and choices taken apart. */
export function alternatives(schemas: readonly Json[], document: Json): Json[] {
  const found = new Set<Json>();
  const add = (schema: Json): void => {
    if (found.has(schema)) return;
    found.add(schema);
    const { $ref, items, allOf = [], anyOf = [], oneOf = [] } = schema as Composed;
    if ($ref) add(named($ref, document));
    if (items) add(items);
    for (const part of [...allOf, ...anyOf, ...oneOf]) add(part);
  };
  for (const schema of schemas) add(schema);
  return [...found];
}

type Composed = {
  readonly $ref?: string;
  readonly items?: Json;
  readonly allOf?: readonly Json[];
  readonly anyOf?: readonly Json[];
  readonly oneOf?: readonly Json[];
};

/** "#/components/schemas/Item" */
const named = (reference: string, document: Json): Json =>
  reference
    .split("/")
    .slice(1)
    .reduce((at, name) => at[name] as Json, document);
