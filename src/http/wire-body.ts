import { z } from "zod";
import { isRecord } from "./schema-parts.ts";
import { customFieldIssues, isCustomFieldName, type Keeps, keeping } from "./wire-custom-fields.ts";

/**
 * A JSON object of the v1 API: a field that is not in `shape` is refused (category 21), except
 * custom fields of the object that it `keeps`, which `customFieldsOf` finds. Null for an optional field
 * means not given; say `.nullable()` where null means "make it empty".
 */
export function body<Shape extends z.ZodRawShape>(shape: Shape, keeps?: Keeps): z.ZodObject<Shape> {
  const known = new Set(Object.keys(shape));
  const isKnown = (name: string) =>
    known.has(name) || (keeps !== undefined && isCustomFieldName(name));
  const schema = z
    .object(nullAsAbsent(shape))
    .catchall(z.unknown())
    .check(reportUnknown(isKnown))
    .meta({
      ...(keeps && { patternProperties: { "__(c|QT|NS)$": {} } }),
      additionalProperties: false,
    }) as z.ZodObject<Shape>;
  return keeping(schema, keeps, "top");
}

/**
 * The same for the Orders family, which ignores fields that it does not know. The custom fields of the
 * object that it `keeps` stand in a field `customFields`.
 */
export function looseBody<Shape extends z.ZodRawShape>(
  shape: Shape,
  keeps?: Keeps,
): z.ZodObject<Shape> {
  return keeping(z.object(nullAsAbsent(shape)), keeps, "customFields");
}

/**
 * The same where the field's own libraries write custom fields among the others: what stands there is
 * read as if it stood in `customFields`, which the shape has to have.
 */
export const looseBodyOfEither = <Shape extends z.ZodRawShape>(shape: Shape, keeps: Keeps) =>
  z.preprocess(withOwnFieldsApart, keeping(z.object(nullAsAbsent(shape)), keeps, "either"));

function withOwnFieldsApart(sent: unknown): unknown {
  if (!isRecord(sent)) return sent;
  const own = Object.entries(sent).filter(([name]) => isCustomFieldName(name));
  if (own.length === 0) return sent;
  const { customFields } = sent;
  return { ...sent, customFields: { ...Object.fromEntries(own), ...(customFields ?? {}) } };
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
function reportUnknown(
  isKnown: (name: string) => boolean,
): z.core.$ZodCheck<Record<string, unknown>> {
  const check = z.check<Record<string, unknown>>((payload) => {
    const { value } = payload;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const unknown = Object.keys(value).filter((name) => !isKnown(name));
    if (unknown.length > 0) {
      payload.issues.push({ code: "unrecognized_keys", keys: unknown, input: value });
    }
    payload.issues.push(...customFieldIssues(value));
  });
  check._zod.def.when = () => true;
  return check;
}
