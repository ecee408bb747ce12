import { z } from "zod";
import { customFieldIssues, isCustomFieldName } from "./wire-custom-fields.ts";

/**
 * A JSON object of the v1 API: a field that is not in `shape` is refused (category 21), except
 * custom fields, which `customFieldsOf` finds. Null for an optional field means not given; say
 * `.nullable()` where null means "make it empty".
 */
export function body<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  const known = new Set(Object.keys(shape));
  return z
    .object(nullAsAbsent(shape))
    .catchall(z.unknown())
    .check(reportUnknown(known))
    .meta({
      patternProperties: { "__(c|QT|NS)$": {} },
      additionalProperties: false,
    }) as z.ZodObject<Shape>;
}

/** The same for the Orders family, which ignores fields that it does not know. */
export function looseBody<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.object(nullAsAbsent(shape));
}

function nullAsAbsent<Shape extends z.ZodRawShape>(shape: Shape): Shape {
  const fields = Object.entries(shape).map(([name, field]) => [name, withNullAsAbsent(field)]);
  return Object.fromEntries(fields) as Shape;
}

function withNullAsAbsent(field: z.core.SomeType): z.core.SomeType {
  const isOptional = field._zod.optin !== undefined;
  const takesNull = isOptional && z.safeParse(field as z.ZodType, null).success;
  return isOptional && !takesNull ? z.preprocess((value) => value ?? undefined, field) : field;
}

/** Unknown fields are reported even when other fields are wrong as well: they are named first. */
function reportUnknown(known: ReadonlySet<string>): z.core.$ZodCheck<Record<string, unknown>> {
  const check = z.check<Record<string, unknown>>((payload) => {
    const { value } = payload;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const keys = Object.keys(value).filter((name) => !known.has(name));
    const unknown = keys.filter((name) => !isCustomFieldName(name));
    if (unknown.length > 0) {
      payload.issues.push({ code: "unrecognized_keys", keys: unknown, input: value });
    }
    if (keys.length > unknown.length) payload.issues.push(...customFieldIssues(value));
  });
  check._zod.def.when = () => true;
  return check;
}
