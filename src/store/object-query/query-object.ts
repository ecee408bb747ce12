/**
 * What Object Query knows of one object: a declarative table from the field's names to SQL. All SQL
 * text of Object Query comes from these tables; what a caller sends is only ever a bound parameter.
 */
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";

export type FieldType =
  /** Compared without regard to case. */
  | "text"
  /** A business number: as written, in upper or in lower case, so that its index serves. */
  | "number"
  /** One of a few texts, spelled differently in the database. */
  | "literal"
  | "id"
  | "date"
  | "timestamp"
  | "decimal"
  | "integer"
  | "boolean";

export type Field = {
  readonly type: FieldType;
  /** An expression over the object's `from`. */
  readonly sql: string;
  /** False for a field of the wire that no table holds: always null. */
  readonly isHeld: boolean;
  /** Stored text to the wire's, where they differ. */
  readonly spelling?: Readonly<Record<string, string>>;
  /** Makes the value of what `sql` gathered; such a field cannot be filtered or sorted by. */
  readonly compute?: Computation;
};

/** @param today  the entity's */
export type Computation = (gathered: unknown, today: PlainDate) => Decimal | number | string | null;

/** A field that the tenant added: any name, so it is found by name in a jsonb column. */
export type CustomField = { readonly type: "custom"; readonly sql: string; readonly name: string };

/** Fields that an entity has defined. */
export type OwnFields = {
  /** Whether there are no others. */
  readonly isStrict: boolean;
  /** By name in lower case. */
  readonly fields: ReadonlyMap<
    string,
    { readonly name: string; readonly field: Field; readonly isFilterable: boolean }
  >;
};

export type ObjectName = (typeof OBJECT_NAMES)[number];

export const OBJECT_NAMES = [
  "accounts",
  "billing-runs",
  "contact-snapshots",
  "contacts",
  "credit-memo-applications",
  "credit-memo-items",
  "credit-memos",
  "credit-taxation-items",
  "debit-memo-items",
  "debit-memos",
  "debit-taxation-items",
  "invoice-items",
  "invoices",
  "order-actions",
  "order-line-items",
  "orders",
  "payment-applications",
  "payment-methods",
  "payment-runs",
  "payments",
  "prepaid-balance-funds",
  "prepaid-balance-transactions",
  "prepaid-balances",
  "product-rate-plan-charge-tiers",
  "product-rate-plan-charges",
  "product-rate-plans",
  "products",
  "rate-plan-charge-tiers",
  "rate-plan-charges",
  "rate-plans",
  "refund-application-items",
  "refund-applications",
  "refunds",
  "subscriptions",
  "taxation-items",
  "usages",
  "validity-period-summaries",
] as const;

export type Relation = {
  readonly many: boolean;
  /** Undefined for objects that this version does not keep: nothing is ever related. */
  readonly object?: ObjectName;
  /** Pairs of an expression over this object and one over the other; all are uuids. */
  readonly on: readonly (readonly [here: string, there: string])[];
};

export type QueryObject = {
  /** In the singular, as in `account.fields[]`. */
  readonly singular: string;
  /** The table as `t`, and what it is joined to. */
  readonly from: string;
  readonly id: string;
  /** Text expressions that a key may be instead of the id. */
  readonly numbers: readonly string[];
  /** What the newest is sorted by, where the caller does not say: a name in `fields`. */
  readonly defaultSort: string;
  /** How a list of them inside another object is sorted, and which of one number comes first. */
  readonly order: string;
  /** By canonical name, in alphabetical order as they are written. */
  readonly fields: Readonly<Record<string, Field>>;
  /** What lists of ours are filtered by beside: the field has no such name, so no answer tells it. */
  readonly ownFilters?: Readonly<Record<string, Field>>;
  /** The jsonb column of custom fields. */
  readonly customFields?: string;
  /** What an entity has defined of them: own-fields.ts. Absent: nothing is known of them. */
  readonly own?: OwnFields;
  readonly relations: Readonly<Record<string, Relation>>;
};

const held =
  (type: FieldType) =>
  (sql: string): Field => ({ type, sql, isHeld: true });

export const text = held("text");
export const number = held("number");
export const id = held("id");
export const date = held("date");
export const timestamp = held("timestamp");
export const decimal = held("decimal");
export const integer = held("integer");
export const boolean = held("boolean");

export const literal = (sql: string, spelling: Readonly<Record<string, string>>): Field => ({
  type: "literal",
  sql,
  isHeld: true,
  spelling,
});

/** What the engine computes: an amount, unless it says otherwise. */
export const computed = (
  sql: string,
  compute: Computation,
  type: FieldType = "decimal",
): Field => ({
  type,
  sql,
  isHeld: true,
  compute,
});

/** The same for every object, because this version has no other. Typed, so that it can be sorted by. */
export function always(value: string | boolean | 0): Field {
  switch (typeof value) {
    case "string":
      return text(`'${value}'::text`);
    case "boolean":
      return boolean(`${value}::boolean`);
    case "number":
      return decimal(`${value}::numeric`);
  }
}

/** On the wire, but in no table. */
export const notHeld: Field = { type: "text", sql: "null::text", isHeld: false };

export const one = (object: ObjectName, ...on: Relation["on"]): Relation => ({
  many: false,
  object,
  on,
});

export const many = (object: ObjectName, ...on: Relation["on"]): Relation => ({
  many: true,
  object,
  on,
});

/** Of objects that this version does not keep, or not to be queried: an empty list. */
export const none: Relation = { many: true, on: [] };

/** The same for a single object: null. */
export const nothing: Relation = { many: false, on: [] };
