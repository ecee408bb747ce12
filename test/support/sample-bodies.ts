/** Bodies that a contract describes, made from it alone, and wrong ones beside them. */
import { z } from "zod";

/** A JSON schema, as far as it is read here. */
type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly format?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
};

type Path = readonly (string | number)[];

const DEEPEST = 5;

/** All fields that the contract knows, each with a value of its type; `key` in place of any text. */
export function sampleBody(request: z.ZodType, key: string): unknown {
  const root = z.toJSONSchema(request, { io: "input", unrepresentable: "any" }) as Schema;
  return sampleOf(root, { root, key, depth: 0 });
}

type At = { readonly root: Schema; readonly key: string; readonly depth: number };

function sampleOf(schema: Schema, at: At): unknown {
  const { root, key, depth } = at;
  const deeper = { ...at, depth: depth + 1 };
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/$defs/", "");
    const target = schema.$ref === "#" ? root : root.$defs?.[name];
    return target && depth < DEEPEST ? sampleOf(target, deeper) : null;
  }
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative) return sampleOf(alternative, at);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => sampleOf(each, at)));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const type = typeof schema.type === "object" ? schema.type[0] : schema.type;
  if (type === "object") {
    if (depth >= DEEPEST) return {};
    const fields = Object.entries(schema.properties ?? {});
    return Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field, deeper)]));
  }
  if (type === "array")
    return depth < DEEPEST && schema.items ? [sampleOf(schema.items, deeper)] : [];
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  return schema.format === "date" ? "2023-01-01" : key;
}

/** Where the values of a body are, those in its objects and arrays included. */
export function pathsIn(body: unknown): Path[] {
  if (typeof body !== "object" || body === null) return [];
  const entries = Array.isArray(body) ? [...body.entries()] : Object.entries(body);
  return entries.flatMap(([name, value]) => [
    [name],
    ...pathsIn(value).map((path) => [name, ...path]),
  ]);
}

/** A copy of the body with another value there. */
export function withValue(body: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const within = (body as Record<string | number, unknown>)[name];
  const changed = withValue(within, rest, value);
  if (!Array.isArray(body)) return { ...(body as object), [name]: changed };
  return body.map((each, index) => (index === name ? changed : each));
}
