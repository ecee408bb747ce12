/** What ZOQL calls the objects of Object Query, and their fields: mostly the same with a capital. */
import type { CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import { BillingError } from "#engine/errors.ts";
import {
  creditBalanceAdjustments,
  invoiceAdjustments,
  invoiceItemAdjustments,
} from "./objects/adjustments.ts";
import { communicationProfiles } from "./objects/communication-profiles.ts";
import { OBJECTS } from "./objects/index.ts";
import { ownField, withOwnFields } from "./own-fields.ts";
import {
  type CustomField,
  type Field,
  OBJECT_NAMES,
  type ObjectName,
  type QueryObject,
} from "./query-object.ts";
import type { Comparison } from "./zoql-conditions.ts";

export type ZoqlObject = {
  /** "RatePlanCharge" */
  readonly name: string;
  readonly object: QueryObject;
  /** By their canonical name what fields are called here, where that is not their name with a capital. */
  readonly names: Readonly<Record<string, string>>;
  readonly only?: Comparison;
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const byItsName = (object: QueryObject): ZoqlObject => ({
  name: capital(object.singular),
  object,
  names: {},
});

const named = (name: ObjectName): ZoqlObject => byItsName(OBJECTS[name]);

const applications = OBJECTS["payment-applications"];

/** What is not called as in Object Query. */
const OTHERS: readonly ZoqlObject[] = [
  { ...named("billing-runs"), name: "BillRun" },
  {
    name: "InvoicePayment",
    object: applications,
    names: { applyAmount: "Amount" },
    only: { field: fieldAt(applications, "invoiceId"), operator: "!=", operand: null },
  },
  ...[creditBalanceAdjustments, invoiceAdjustments, invoiceItemAdjustments].map(byItsName),
  byItsName(communicationProfiles),
];

export const ZOQL_OBJECTS: readonly ZoqlObject[] = [...OBJECT_NAMES.map(named), ...OTHERS];

/** With the fields that an entity has defined of it. Errors: INVALID_TYPE. */
export function zoqlObject(name: string, rules: CustomFieldRules | undefined): ZoqlObject {
  const wanted = name.toLowerCase();
  const found = ZOQL_OBJECTS.find((object) => object.name.toLowerCase() === wanted);
  if (!found) throw new BillingError("INVALID_TYPE", { type: name, action: "query" });
  return { ...found, object: withOwnFields(found.object, rules) };
}

export type ZoqlField = {
  /** As Object Query has it; of a custom field in lower case. */
  readonly canonical: string;
  /** As ZOQL writes it. */
  readonly name: string;
  readonly field: Field | CustomField;
  /** Of the tenant's own. */
  readonly isOwn?: boolean;
};

/** Errors: INVALID_FIELD. */
export function zoqlField(
  { name: objectName, object, names }: ZoqlObject,
  name: string,
): ZoqlField {
  const wanted = name.toLowerCase();
  for (const [canonical, field] of Object.entries(object.fields)) {
    const written = names[canonical] ?? capital(canonical);
    if (written.toLowerCase() === wanted) return { canonical, name: written, field };
  }
  const own = ownField(object, name);
  if (own) return { canonical: wanted, name: own.name, field: own.field, isOwn: true };
  throw new BillingError("INVALID_FIELD", { object: objectName, field: name });
}

/** What ZOQL calls a field that was found. */
export const writtenName = ({ names }: ZoqlObject, canonical: string): string =>
  names[canonical] ?? capital(canonical);

function fieldAt({ fields, singular }: QueryObject, name: string): Field {
  const field = fields[name];
  if (!field) throw new Error(`${singular} has no ${name}`);
  return field;
}

export const idFieldOf = (object: QueryObject): Field => fieldAt(object, "id");
