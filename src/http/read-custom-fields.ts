/** Holds the custom fields of a request against their definitions, wherever in its body they stand. */
import type { z } from "zod";
import { checkFields } from "#engine/custom-fields/check-fields.ts";
import type { CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import { isCustomFieldName, type Place, placeOf } from "./wire-custom-fields.ts";

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];
type Sent = Readonly<Record<string, unknown>>;

export type ReadBody = {
  /** As it was sent, but for values that are kept otherwise, and for defaults. */
  readonly body: unknown;
  readonly issues: readonly Issue[];
};

/** @param body  parsed JSON that nothing has checked yet */
export function readCustomFields(
  schema: z.ZodType,
  body: unknown,
  rules: CustomFieldRules,
): ReadBody {
  const issues: Issue[] = [];
  return { body: readPart({ rules, issues }, schema, body, []), issues };
}

type Reading = { readonly rules: CustomFieldRules; readonly issues: Issue[] };

function readPart(reading: Reading, schema: Schema, sent: unknown, path: Path): unknown {
  if (!isReached(schema)) return sent;
  const { def } = schema._zod as z.core.$ZodTypes["_zod"];
  switch (def.type) {
    case "object":
      return isRecord(sent) ? readObject(reading, schema, def.shape, sent, path) : sent;
    case "array":
      return Array.isArray(sent)
        ? sent.map((item, index) => readPart(reading, def.element, item, [...path, index]))
        : sent;
    case "union": {
      const option = optionFor(def, sent);
      return option ? readPart(reading, option, sent, path) : sent;
    }
    default:
      return innerOf(def).reduce((read, inner) => readPart(reading, inner, read, path), sent);
  }
}

function readObject(
  reading: Reading,
  schema: Schema,
  shape: Readonly<Record<string, Schema>>,
  sent: Sent,
  path: Path,
): Sent {
  const read: Record<string, unknown> = { ...sent };
  for (const [name, field] of Object.entries(shape)) {
    if (sent[name] === undefined || sent[name] === null || !isReached(field)) continue;
    read[name] = readPart(reading, field, sent[name], [...path, name]);
  }
  const place = placeOf(schema);
  return place ? withChecked(reading, place, read, path) : read;
}

function withChecked({ rules, issues }: Reading, place: Place, sent: Sent, path: Path): Sent {
  const { object, at } = place;
  const isApart = at === "customFields";
  const holder = isApart ? (sent.customFields ?? {}) : sent;
  // What is no object at all is refused by its contract.
  if (!isRecord(holder)) return sent;
  const given = Object.fromEntries(
    Object.entries(holder).filter(([name]) => isCustomFieldName(name)),
  );
  const { changed, problems } = checkFields(rules, object, given, { isNew: place.isNew(sent) });
  const here = isApart ? [...path, "customFields"] : path;
  for (const problem of problems) {
    const { name } = problem;
    const about = { path: [...here, name], input: given[name] };
    switch (problem.kind) {
      case "unknown":
        issues.push({ code: "unrecognized_keys", keys: [name], path: [...here], message: "" });
        break;
      case "missing":
        issues.push({ code: "custom", ...about, input: null, message: "" });
        break;
      case "wrong":
        issues.push({ code: "custom", ...about, message: problem.message });
        break;
    }
  }
  if (Object.keys(changed).length === 0) return sent;
  return isApart ? { ...sent, customFields: { ...holder, ...changed } } : { ...sent, ...changed };
}

const isRecord = (value: unknown): value is Sent =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Definition = z.core.$ZodTypes["_zod"]["def"];

/** What a schema wraps, and what it is made of where all of it applies. */
function innerOf(def: Definition): readonly Schema[] {
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return [def.innerType];
    case "pipe":
      return [def.in, def.out];
    case "intersection":
      return [def.left, def.right];
    case "lazy":
      return [def.getter()];
    default:
      return [];
  }
}

/** Of several: the one that its discriminator names, else the first that fits. */
function optionFor(def: z.core.$ZodUnionDef, sent: unknown): Schema | undefined {
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>;
  if (discriminator === undefined) {
    return def.options.find((option) => (option as z.ZodType).safeParse(sent).success);
  }
  if (!isRecord(sent)) return undefined;
  const value = sent[discriminator] as z.core.util.Primitive;
  return def.options.find((option) => option._zod.propValues?.[discriminator]?.has(value));
}

const reached = new WeakMap<Schema, boolean>();

/** Whether custom fields can stand anywhere in it; most of a body is not worth a look. */
function isReached(schema: Schema): boolean {
  const known = reached.get(schema);
  if (known !== undefined) return known;
  // While it is found out, so that what holds itself does not go round.
  reached.set(schema, false);
  const isHere = placeOf(schema) !== undefined || partsOf(schema).some(isReached);
  reached.set(schema, isHere);
  return isHere;
}

function partsOf(schema: Schema): readonly Schema[] {
  const { def } = schema._zod as z.core.$ZodTypes["_zod"];
  switch (def.type) {
    case "object":
      return Object.values(def.shape);
    case "array":
      return [def.element];
    case "union":
      return def.options;
    default:
      return innerOf(def);
  }
}
