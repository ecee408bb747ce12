/** What the schema of a body is made of, for what looks at a body beside its contract. */
import type { z } from "zod";

export type Schema = z.core.$ZodType;
export type Sent = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

export type Definition = z.core.$ZodTypes["_zod"]["def"];

export const definitionOf = (schema: Schema): Definition =>
  (schema._zod as z.core.$ZodTypes["_zod"]).def;

export const isRecord = (value: unknown): value is Sent =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a schema wraps, and what it is made of where all of it applies. */
export function innerOf(def: Definition): readonly Schema[] {
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
export function optionFor(def: z.core.$ZodUnionDef, sent: unknown): Schema | undefined {
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>;
  if (discriminator === undefined) {
    return def.options.find((option) => (option as z.ZodType).safeParse(sent).success);
  }
  if (!isRecord(sent)) return undefined;
  const value = sent[discriminator] as z.core.util.Primitive;
  return def.options.find((option) => option._zod.propValues?.[discriminator]?.has(value));
}

/** Whether a schema is, or holds anywhere, what `isWanted`: most of a body is not worth a look. */
export function reaching(isWanted: (schema: Schema) => boolean): (schema: Schema) => boolean {
  const reached = new WeakMap<Schema, boolean>();
  const isReached = (schema: Schema): boolean => {
    const known = reached.get(schema);
    if (known !== undefined) return known;
    // While it is found out, so that what holds itself does not go round.
    reached.set(schema, false);
    const isHere = isWanted(schema) || partsOf(definitionOf(schema)).some(isReached);
    reached.set(schema, isHere);
    return isHere;
  };
  return isReached;
}

function partsOf(def: Definition): readonly Schema[] {
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
