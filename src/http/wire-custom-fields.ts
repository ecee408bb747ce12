import { z } from "zod";
import type { CustomFieldObject } from "#engine/custom-fields/custom-field.ts";
import type { CustomFields, CustomFieldValue } from "#engine/model/custom-fields.ts";

const CUSTOM_FIELD_NAME = /^[A-Za-z]\w{0,78}__(c|QT|NS)$/;

/** Fields that a tenant added (`__c`) or a package brought (`__QT`, `__NS`). */
export const isCustomFieldName = (name: string): boolean => CUSTOM_FIELD_NAME.test(name);

/** The longest that a definition allows. */
const LONGEST = 8192;

const customFieldValue: z.ZodType<CustomFieldValue, CustomFieldValue> = z.union([
  z.string().max(LONGEST),
  z.number(),
  z.boolean(),
  z.null(),
]);

/** `customFields: {}` of orders. v1 bodies have theirs at the top level: `customFieldsOf`. */
export const customFields = z
  .record(z.string().regex(CUSTOM_FIELD_NAME), customFieldValue)
  .meta({ description: "Fields of your own, named like myField__c." });

/** The custom fields among the fields of a `body`, whose values `body` has checked. */
export function customFieldsOf(body: object): CustomFields {
  const fields = Object.entries(body).filter(([name]) => isCustomFieldName(name));
  return Object.fromEntries(fields) as CustomFields;
}

/** What is wrong with the values of custom fields, as issues of the body. */
export function customFieldIssues(body: Readonly<Record<string, unknown>>): z.core.$ZodRawIssue[] {
  return Object.entries(body)
    .filter(
      ([name, value]) => isCustomFieldName(name) && !customFieldValue.safeParse(value).success,
    )
    .map(([name, input]) => ({ code: "custom", path: [name], input, message: WRONG_VALUE }));
}

const WRONG_VALUE = `should be a text of at most ${LONGEST} characters, a number, true, false or null`;

// ---- Whose they are

type Sent = Readonly<Record<string, unknown>>;

/** Which object's fields a body has, so that they can be held against their definitions. */
export type Keeps = {
  readonly object: CustomFieldObject | undefined;
  /** Whether the body makes one: then fields have defaults, and may be required. */
  readonly isNew: (sent: Sent) => boolean;
};

/** Of a body that makes an object. */
export const makes = (object: CustomFieldObject): Keeps => ({ object, isNew: () => true });

/** Of a body that changes one. */
export const changes = (object: CustomFieldObject): Keeps => ({ object, isNew: () => false });

/** Of a body whose object only what it names tells: whoever answers holds them to their definition. */
export const keepsAny = { object: undefined, isNew: () => false } as const;

/** Of a body that does the one or the other. */
export const makesIf = (object: CustomFieldObject, isNew: Keeps["isNew"]): Keeps => ({
  object,
  isNew,
});

/** Where in a body its custom fields stand: among the others, in a `customFields` of their own, or both. */
export type Place = Keeps & {
  readonly object: CustomFieldObject;
  readonly at: "top" | "customFields" | "either";
};

const places = z.registry<Place>();

/** Says of the schema of a body whose fields it has. */
export function keeping<Schema extends z.ZodType>(
  schema: Schema,
  keeps: Keeps | undefined,
  at: Place["at"],
): Schema {
  const object = keeps?.object;
  if (keeps && object) places.add(schema, { ...keeps, object, at });
  return schema;
}

export const placeOf = (schema: z.core.$ZodType): Place | undefined => places.get(schema);
