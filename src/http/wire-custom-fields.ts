import { z } from "zod";
import type { CustomFields, CustomFieldValue } from "#engine/model/custom-fields.ts";

const CUSTOM_FIELD_NAME = /^[A-Za-z]\w{0,78}__(c|QT|NS)$/;

/** Fields that a tenant added (`__c`) or a package brought (`__QT`, `__NS`): never unknown. */
export const isCustomFieldName = (name: string): boolean => CUSTOM_FIELD_NAME.test(name);

const customFieldValue: z.ZodType<CustomFieldValue, CustomFieldValue> = z.union([
  z.string().max(4000),
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

const WRONG_VALUE = "should be a text of at most 4000 characters, a number, true, false or null";
