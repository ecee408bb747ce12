/** Rows of another system, by the names that its data exports give objects. */
import type { Arguments, Operations } from "#client/index.ts";

export type Records = Arguments<Operations["importRecords"]>["body"]["records"];
export type ObjectName = keyof Records;
export type Row = NonNullable<Records[ObjectName]>[number];
export type Tables = { readonly [Object in ObjectName]: readonly Row[] };

/** Where Object Query has them. Those that hang on others come after them. */
export const QUERIED: Readonly<Record<ObjectName, string>> = {
  Product: "products",
  ProductRatePlan: "product-rate-plans",
  ProductRatePlanCharge: "product-rate-plan-charges",
  ProductRatePlanChargeTier: "product-rate-plan-charge-tiers",
  Account: "accounts",
  Contact: "contacts",
  Order: "orders",
  Subscription: "subscriptions",
  RatePlan: "rate-plans",
  RatePlanCharge: "rate-plan-charges",
  RatePlanChargeTier: "rate-plan-charge-tiers",
  Invoice: "invoices",
  InvoiceItem: "invoice-items",
  TaxationItem: "taxation-items",
  CreditMemo: "credit-memos",
  CreditMemoItem: "credit-memo-items",
  CreditTaxationItem: "credit-taxation-items",
  CreditMemoApplication: "credit-memo-applications",
  Payment: "payments",
  PaymentApplication: "payment-applications",
  DebitMemo: "debit-memos",
};

export const OBJECT_NAMES = Object.keys(QUERIED) as ObjectName[];

export function tablesOf(rowsOf: (object: ObjectName) => readonly Row[]): Tables {
  const tables: { [Object in ObjectName]?: readonly Row[] } = {};
  for (const object of OBJECT_NAMES) tables[object] = rowsOf(object);
  return tables as Tables;
}

/** A column, however its name is written. */
export function column(row: Row, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(row)) {
    if (key.toLowerCase() === wanted && value !== null && value !== "") return String(value);
  }
  return undefined;
}
