/** Objects that conditions and merge fields can be about, with the field's names for them. */
import { type RawBuilder, sql } from "kysely";
import { expressionOf } from "../object-query/conditions.ts";
import { OBJECTS } from "../object-query/objects/index.ts";
import {
  decimal,
  type Field,
  type FieldType,
  type QueryObject,
} from "../object-query/query-object.ts";
import { type Kind, type Operand, refused } from "./operands.ts";

export const CONDITION_OBJECTS = {
  Account: OBJECTS.accounts,
  BillingRun: OBJECTS["billing-runs"],
  Contact: OBJECTS.contacts,
  CreditMemo: OBJECTS["credit-memos"],
  CreditMemoItem: OBJECTS["credit-memo-items"],
  DebitMemo: OBJECTS["debit-memos"],
  DebitMemoItem: OBJECTS["debit-memo-items"],
  Invoice: OBJECTS.invoices,
  InvoiceItem: OBJECTS["invoice-items"],
  Order: OBJECTS.orders,
  OrderAction: OBJECTS["order-actions"],
  OrderLineItem: OBJECTS["order-line-items"],
  Payment: OBJECTS.payments,
  PaymentMethod: OBJECTS["payment-methods"],
  Product: OBJECTS.products,
  ProductRatePlan: OBJECTS["product-rate-plans"],
  ProductRatePlanCharge: OBJECTS["product-rate-plan-charges"],
  RatePlan: OBJECTS["rate-plans"],
  RatePlanCharge: OBJECTS["rate-plan-charges"],
  Refund: OBJECTS.refunds,
  Subscription: OBJECTS.subscriptions,
  Usage: OBJECTS.usages,
  ValidityPeriodSummary: {
    ...OBJECTS["validity-period-summaries"],
    fields: {
      ...OBJECTS["validity-period-summaries"].fields,
      // What the field's guide to thresholds calls it.
      totalPrepaidBalance: decimal("t.total_balance"),
    },
  },
} as const satisfies Readonly<Record<string, QueryObject>>;

export type ConditionObject = keyof typeof CONDITION_OBJECTS;

export const CONDITION_OBJECT_NAMES = Object.keys(CONDITION_OBJECTS) as ConditionObject[];

export const isConditionObject = (name: string): name is ConditionObject =>
  Object.hasOwn(CONDITION_OBJECTS, name);

/** "InvoiceNumber" of the field's data sources is "invoiceNumber" of its queries. */
export function fieldNamed(object: QueryObject, name: string): Field | undefined {
  if (!/^[A-Z]/.test(name)) return undefined;
  const inQueries = name.charAt(0).toLowerCase() + name.slice(1);
  return Object.hasOwn(object.fields, inQueries) ? object.fields[inQueries] : undefined;
}

const CUSTOM = /^[A-Za-z][A-Za-z0-9_]*__c$/;

export type NamedField = { readonly kind: Kind; readonly sql: RawBuilder<unknown> };

/**
 * A field by its name in conditions, as SQL over the object's `from`.
 *
 * Errors: INVALID_VALUE for a name that the object has not, and for what is only reckoned when it is read.
 */
export function conditionField(object: QueryObject, objectName: string, name: string): NamedField {
  if (CUSTOM.test(name) && object.customFields !== undefined) {
    const custom = expressionOf({ type: "custom", sql: object.customFields, name });
    return { kind: "custom", sql: custom };
  }
  const field = fieldNamed(object, name);
  if (!field) throw refused(`names '${objectName}.${name}', which is no field`);
  if (field.compute) throw refused(`names '${objectName}.${name}', which cannot be compared`);
  if (!field.isHeld) return { kind: "custom", sql: sql`null::text` };
  return { kind: KINDS[field.type], sql: written(field) };
}

const KINDS: Readonly<Record<FieldType, Kind>> = {
  text: "text",
  number: "text",
  literal: "text",
  id: "text",
  date: "date",
  timestamp: "timestamp",
  decimal: "number",
  integer: "number",
  boolean: "boolean",
};

/** As it is on the wire. */
function written({ type, sql: expression, spelling = {} }: Field): RawBuilder<unknown> {
  const stored = sql.raw(expression);
  switch (type) {
    case "id":
      return sql`replace((${stored})::text, '-', '')`;
    case "integer":
    case "decimal":
      return sql`(${stored})::numeric`;
    case "literal": {
      const cases = Object.entries(spelling).map(
        ([from, to]) => sql`when ${from}::text then ${to}::text`,
      );
      if (cases.length === 0) return stored;
      return sql`case (${stored})::text ${sql.join(cases, sql` `)} else (${stored})::text end`;
    }
    case "text":
    case "number":
    case "date":
    case "timestamp":
    case "boolean":
      return sql`(${stored})`;
  }
}

/** Fields of one object that a condition asks for, each once: columns of the table that gathers them. */
export class Gathered {
  #columns = new Map<string, { readonly name: string; readonly field: NamedField }>();
  readonly #object: QueryObject;
  readonly #objectName: string;
  readonly #table: string;

  /** @param table  what the columns are read from: a name of ours */
  constructor(object: QueryObject, objectName: string, table: string) {
    this.#object = object;
    this.#objectName = objectName;
    this.#table = table;
  }

  operand(fieldName: string): Operand {
    let column = this.#columns.get(fieldName);
    if (!column) {
      const field = conditionField(this.#object, this.#objectName, fieldName);
      column = { name: `f${this.#columns.size}`, field };
      this.#columns.set(fieldName, column);
    }
    return { kind: column.field.kind, sql: sql.ref(`${this.#table}.${column.name}`) };
  }

  /** As they are selected over the object's `from`. */
  get columns(): RawBuilder<unknown>[] {
    return [...this.#columns.values()].map(
      ({ name, field }) => sql`${field.sql} as ${sql.ref(name)}`,
    );
  }
}
