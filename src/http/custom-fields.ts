import { type CustomFields, customFieldsOf } from "./wire.ts";

/** The fields of a v1 body that have a name of ours, and those that the tenant has named. */
export function withoutCustomFields<Body extends object>(
  body: Body,
): { readonly fields: Body; readonly customFields: CustomFields } {
  const customFields = customFieldsOf(body);
  const fields = Object.entries(body).filter(([name]) => !Object.hasOwn(customFields, name));
  return { fields: Object.fromEntries(fields) as Body, customFields };
}
