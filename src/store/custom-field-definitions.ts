import {
  type CustomField,
  type CustomFieldObject,
  type CustomFieldRules,
  type FieldDefinition,
  NO_RULES,
} from "#engine/custom-fields/custom-field.ts";
import { sql, type Transaction } from "./database.ts";

/** Who defines or writes, and when. */
export type Author = { readonly userId: string; readonly now: string };

/** A field of the tenant's own, and who has defined it. */
export type StoredField = CustomField & {
  readonly object: CustomFieldObject;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** What `custom_field_rules_of` (migration 0710) says of an entity. */
export type RulesRow = {
  readonly isStrict: boolean;
  readonly fields: readonly (CustomField & { readonly object: CustomFieldObject })[];
};

export function toRules({ isStrict, fields }: RulesRow): CustomFieldRules {
  const byObject = new Map<CustomFieldObject, Map<string, CustomField>>();
  for (const { object, ...field } of fields) {
    const known = byObject.get(object) ?? new Map<string, CustomField>();
    byObject.set(object, known.set(field.name.toLowerCase(), field));
  }
  return { isStrict, fields: byObject };
}

/** For work that no request's context comes with. */
export async function findCustomFieldRules(tx: Transaction): Promise<CustomFieldRules> {
  const { rows } = await sql<{ rules: RulesRow | null }>`
    select custom_field_rules_of(current_entity_id()) as rules
  `.execute(tx);
  const rules = rows[0]?.rules;
  return rules ? toRules(rules) : NO_RULES;
}

/** Of one object, or of all, in the order of their definition. */
export async function listCustomFields(
  tx: Transaction,
  object?: CustomFieldObject,
): Promise<StoredField[]> {
  const { rows } = await sql<FieldRow>`
    select object, name, definition, is_required, is_filterable, created_by_id, created_at,
      updated_by_id, updated_at
    from custom_field_definitions
    where ${object ?? null}::text is null or object = ${object ?? null}
    order by object, created_at, name
  `.execute(tx);
  return rows.map((row) => ({
    object: row.object,
    name: row.name,
    definition: row.definition,
    isRequired: row.is_required,
    isFilterable: row.is_filterable,
    createdById: row.created_by_id,
    createdAt: row.created_at,
    updatedById: row.updated_by_id,
    updatedAt: row.updated_at,
  }));
}

type FieldRow = {
  object: CustomFieldObject;
  name: string;
  definition: FieldDefinition;
  is_required: boolean;
  is_filterable: boolean;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

/** Until the transaction ends nobody else defines fields of this entity. */
export async function lockCustomFields(tx: Transaction): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('custom-fields ' || current_entity_id(), 0))
  `.execute(tx);
}

/** Defines a field, or one anew that there is. */
export async function saveCustomField(
  tx: Transaction,
  object: CustomFieldObject,
  field: CustomField,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    insert into custom_field_definitions (object, name, definition, is_required, is_filterable,
      created_by_id, created_at, updated_by_id, updated_at)
    values (${object}, ${field.name}, ${JSON.stringify(field.definition)}::jsonb,
      ${field.isRequired}, ${field.isFilterable}, ${userId}, ${now}, ${userId}, ${now})
    on conflict (entity_id, object, name) do update
      set definition = excluded.definition, is_required = excluded.is_required,
        is_filterable = excluded.is_filterable, updated_by_id = excluded.updated_by_id,
        updated_at = excluded.updated_at
  `.execute(tx);
}

/** What objects say in it stays where it is. */
export async function deleteCustomField(
  tx: Transaction,
  object: CustomFieldObject,
  name: string,
): Promise<void> {
  await sql`
    delete from custom_field_definitions where object = ${object} and name = ${name}
  `.execute(tx);
}

/** Whether there is any object of the kind yet. */
export async function hasObjects(tx: Transaction, object: CustomFieldObject): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from ${sql.table(TABLES[object])}) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}

/** Where the fields of each object are kept, in a column `custom_fields`. */
export const TABLES: Readonly<Record<CustomFieldObject, string>> = {
  Account: "accounts",
  AccountingCode: "accounting_codes",
  AccountingPeriod: "accounting_periods",
  Contact: "contacts",
  CreditBalanceAdjustment: "credit_balance_adjustments",
  CreditMemo: "credit_memos",
  CreditMemoItem: "credit_memo_items",
  CreditTaxationItem: "taxation_items",
  DebitMemo: "debit_memos",
  DebitMemoItem: "debit_memo_items",
  DebitTaxationItem: "taxation_items",
  Invoice: "invoices",
  InvoiceAdjustment: "credit_memos",
  InvoiceItem: "invoice_items",
  InvoiceItemAdjustment: "credit_memos",
  InvoiceSchedule: "invoice_schedules",
  Order: "orders",
  OrderAction: "order_actions",
  OrderLineItem: "order_line_items",
  Payment: "payments",
  PaymentMethod: "payment_methods",
  PaymentSchedule: "payment_schedules",
  PaymentScheduleItem: "payment_schedule_items",
  Product: "products",
  ProductRatePlan: "product_rate_plans",
  ProductRatePlanCharge: "product_rate_plan_charges",
  RatePlan: "rate_plans",
  RatePlanCharge: "rate_plan_charges",
  Refund: "refunds",
  Subscription: "subscriptions",
  TaxationItem: "taxation_items",
  Usage: "usage_records",
};
