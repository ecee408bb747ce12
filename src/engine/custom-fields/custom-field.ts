/**
 * Fields of the tenant's own, as they were defined: which objects have them, and what their values
 * may be. Source: the vendor's pages of custom field types and settings, and the schema of
 * POST /objects/migrations.
 */
import type { CustomFieldValue } from "../model/custom-fields.ts";

/** By the API's name, as the catalog of objects (`/v1/describe`) and ZOQL call them. */
export const CUSTOM_FIELD_OBJECTS = [
  "Account",
  "AccountingCode",
  "AccountingPeriod",
  "Contact",
  "CreditBalanceAdjustment",
  "CreditMemo",
  "CreditMemoItem",
  "CreditTaxationItem",
  "DebitMemo",
  "DebitMemoItem",
  "DebitTaxationItem",
  "Invoice",
  "InvoiceAdjustment",
  "InvoiceItem",
  "InvoiceItemAdjustment",
  "InvoiceSchedule",
  "Order",
  "OrderAction",
  "OrderLineItem",
  "Payment",
  "PaymentMethod",
  "PaymentSchedule",
  "PaymentScheduleItem",
  "Product",
  "ProductRatePlan",
  "ProductRatePlanCharge",
  "RatePlan",
  "RatePlanCharge",
  "Refund",
  "Subscription",
  "TaxationItem",
  "Usage",
] as const;

export type CustomFieldObject = (typeof CUSTOM_FIELD_OBJECTS)[number];

/** What two of the objects are called besides: the field writes `orders` in its own samples. */
const OTHER_NAMES: Readonly<Record<string, CustomFieldObject>> = {
  creditmemotaxationitem: "CreditTaxationItem",
  debitmemotaxationitem: "DebitTaxationItem",
  invoicedetail: "InvoiceItem",
  subscriptionrateplan: "RatePlan",
  subscriptionrateplancharge: "RatePlanCharge",
};

const BY_NAME: ReadonlyMap<string, CustomFieldObject> = new Map([
  ...CUSTOM_FIELD_OBJECTS.map((name) => [name.toLowerCase(), name] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** "Account", "rate-plan-charge", "orders": in any case, with or without hyphens, or in the plural. */
export function customFieldObject(name: string): CustomFieldObject | undefined {
  const plain = name.replace(/[-_ ]/g, "").toLowerCase();
  return BY_NAME.get(plain) ?? BY_NAME.get(plain.replace(/s$/, ""));
}

export const FIELD_TYPES = ["string", "integer", "number", "boolean"] as const;

/** Of a string. `long-text` says only that it may be long. */
export const FIELD_FORMATS = ["date", "date-time", "uuid", "email", "url", "long-text"] as const;

/** What values a field has, in the words of the field's JSON schema. */
export type FieldDefinition = {
  readonly type: (typeof FIELD_TYPES)[number];
  readonly format?: (typeof FIELD_FORMATS)[number] | undefined;
  /** What people read. */
  readonly label: string;
  readonly description?: string | undefined;
  /** Characters of a text, or of an option of a picklist. */
  readonly maxLength?: number | undefined;
  /** Options to pick from. */
  readonly enum?: readonly string[] | undefined;
  /** Whether more than one may be picked. */
  readonly multiselect?: boolean | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: boolean | undefined;
  readonly exclusiveMaximum?: boolean | undefined;
  /** Of an object that is made without a value. */
  readonly default?: CustomFieldValue | undefined;
};

export type CustomField = {
  /** "Tier__c", as it was defined. */
  readonly name: string;
  readonly definition: FieldDefinition;
  /** Whether an object can only be made with a value. */
  readonly isRequired: boolean;
  /** Whether Object Query filters by it. */
  readonly isFilterable: boolean;
};

/** What an entity says of the fields of its own. */
export type CustomFieldRules = {
  /** Whether a field that was never defined is refused; else it is kept as it is sent. */
  readonly isStrict: boolean;
  /** By object; in each by name in lower case. */
  readonly fields: ReadonlyMap<CustomFieldObject, ReadonlyMap<string, CustomField>>;
};

/** Of an entity that has defined nothing. */
export const NO_RULES: CustomFieldRules = { isStrict: false, fields: new Map() };

/** Whether there is anything to hold values against. */
export const hasRules = ({ isStrict, fields }: CustomFieldRules): boolean =>
  isStrict || fields.size > 0;

/** The fields of one object, in the order of their definition. */
export const fieldsOf = (rules: CustomFieldRules, object: CustomFieldObject): CustomField[] => [
  ...(rules.fields.get(object)?.values() ?? []),
];

/** Regardless of case, as queries name it. */
export const fieldNamed = (
  rules: CustomFieldRules,
  object: CustomFieldObject,
  name: string,
): CustomField | undefined => rules.fields.get(object)?.get(name.toLowerCase());
