/** What an object looks like in the API reference, from the table that it is read by. */
import { z } from "zod";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import type { Field, FieldType, ObjectName, Relation } from "#store/object-query/query-object.ts";

export type ObjectSchema = z.ZodType<Record<string, unknown>, Record<string, unknown>>;

const schemas = new Map<ObjectName, ObjectSchema>();

/**
 * Each object once, as a definition of its own: they expand into each other. Fields may be absent;
 * they are null instead where `includeNullFields` says so, and always null where no table has them.
 */
export function objectSchema(name: ObjectName): ObjectSchema {
  const known = schemas.get(name);
  if (known) return known;
  const { singular, fields, relations } = OBJECTS[name];
  const schema = z
    .object({ ...mapped(fields, fieldSchema), ...mapped(relations, relationSchema) })
    .partial()
    .catchall(z.unknown())
    .meta({ id: `Queried${singular.charAt(0).toUpperCase()}${singular.slice(1)}` });
  // Only described by it: what is answered is made from the same table.
  schemas.set(name, schema as unknown as ObjectSchema);
  return schema as unknown as ObjectSchema;
}

const mapped = <Value>(values: Readonly<Record<string, Value>>, map: (value: Value) => z.ZodType) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));

function fieldSchema({ type, isHeld, spelling }: Field): z.ZodType {
  if (!isHeld) return z.null();
  return spelling ? z.enum(Object.values(spelling)) : TYPES[type];
}

const TYPES: Readonly<Record<FieldType, z.ZodType>> = {
  text: z.string(),
  number: z.string(),
  literal: z.string(),
  id: z.string(),
  date: z.string().meta({ format: "date" }),
  timestamp: z.string().meta({ format: "date-time" }),
  decimal: z.number(),
  integer: z.number().meta({ type: "integer" }),
  boolean: z.boolean(),
};

function relationSchema({ object, many }: Relation): z.ZodType {
  const related = object === undefined ? z.unknown() : z.lazy(() => objectSchema(object));
  return many ? z.array(related) : related;
}
