/** Rows of another billing system, as its data exports name their objects and columns. */
import { BillingError } from "../errors.ts";
import type { CustomFields, CustomFieldValue } from "../model/custom-fields.ts";
import { type Decimal, decimal } from "../values/decimal.ts";
import { isPlainDate, type PlainDate } from "../values/plain-date.ts";

/** Objects that are imported, in the order in which they refer to each other. */
export const SOURCE_OBJECTS = [
  "Product",
  "ProductRatePlan",
  "ProductRatePlanCharge",
  "ProductRatePlanChargeTier",
  "Account",
  "Contact",
  "Order",
  "Subscription",
  "RatePlan",
  "RatePlanCharge",
  "RatePlanChargeTier",
  "Invoice",
  "InvoiceItem",
  "TaxationItem",
  "CreditMemo",
  "CreditMemoItem",
  "CreditTaxationItem",
  "CreditMemoApplication",
  "Payment",
  "PaymentApplication",
  "DebitMemo",
] as const;

export type SourceObject = (typeof SOURCE_OBJECTS)[number];

/** A column without a value is not there. Names are in lower case, as exports differ in theirs. */
export type SourceRow = {
  readonly object: SourceObject;
  readonly values: ReadonlyMap<string, string>;
  readonly customFields: CustomFields;
};

export type SourceTables = { readonly [Object in SourceObject]: readonly SourceRow[] };

export function tablesOf(rowsOf: (object: SourceObject) => SourceRow[]): SourceTables {
  const tables: { [Object in SourceObject]?: readonly SourceRow[] } = {};
  for (const object of SOURCE_OBJECTS) tables[object] = rowsOf(object);
  return tables as SourceTables;
}

type Scalar = string | number | boolean | null;

/** @param columns  as they were exported: "Id", "AccountNumber", "Region__c" */
export function sourceRow(
  object: SourceObject,
  columns: Readonly<Record<string, Scalar>>,
): SourceRow {
  const values = new Map<string, string>();
  const customFields: Record<string, CustomFieldValue> = {};
  for (const [name, value] of Object.entries(columns)) {
    if (value === null || value === "") continue;
    if (/__c$/i.test(name)) customFields[name] = value;
    else values.set(name.toLowerCase(), String(value));
  }
  return { object, values, customFields };
}

/** Undefined where the column has no value. */
export const text = (row: SourceRow, column: string): string | undefined =>
  row.values.get(column.toLowerCase());

/** Errors: INVALID_VALUE. */
export function required(row: SourceRow, column: string): string {
  const value = text(row, column);
  if (value === undefined) refuse(row, column, "is missing");
  return value;
}

/** The id that the source has for the row: of 32 digits, in lower case. Errors: INVALID_VALUE. */
export const sourceId = (row: SourceRow): string => plainId(required(row, "Id"));

/** What another row's `sourceId` is. */
export const reference = (row: SourceRow, column: string): string | undefined => {
  const value = text(row, column);
  return value === undefined ? undefined : plainId(value);
};

const plainId = (id: string): string => id.toLowerCase();

/** The first column that has a value: exports name some differently. */
export const firstOf = (row: SourceRow, ...columns: readonly string[]): string | undefined => {
  for (const column of columns) {
    const value = text(row, column);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** A day, of an instant its day. Errors: INVALID_VALUE. */
export function day(row: SourceRow, column: string): PlainDate | undefined {
  const value = text(row, column)?.slice(0, 10);
  if (value === undefined) return undefined;
  if (!isPlainDate(value) || value < "1900") refuse(row, column, `'${value}' is no day`);
  return value;
}

/** Errors: INVALID_VALUE. */
export function requiredDay(row: SourceRow, column: string): PlainDate {
  const value = day(row, column);
  if (value === undefined) refuse(row, column, "is missing");
  return value;
}

const AMOUNT = /^-?\d{1,30}(\.\d{1,20})?$/;

/** Errors: INVALID_VALUE. */
export function amount(row: SourceRow, column: string): Decimal | undefined {
  const value = text(row, column)?.replaceAll(",", "");
  if (value === undefined) return undefined;
  if (!AMOUNT.test(value)) refuse(row, column, `'${value}' is no number`);
  return decimal(value);
}

/** Errors: INVALID_VALUE. */
export function requiredAmount(row: SourceRow, column: string): Decimal {
  const value = amount(row, column);
  if (value === undefined) refuse(row, column, "is missing");
  return value;
}

/** Errors: INVALID_VALUE. */
export function count(row: SourceRow, column: string): number | undefined {
  const value = text(row, column)?.replace(/\.0+$/, "");
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) refuse(row, column, `'${value}' is no whole number`);
  return Number(value);
}

export const isTrue = (row: SourceRow, column: string): boolean =>
  /^(true|yes|1)$/i.test(text(row, column) ?? "");

/**
 * A value of a closed list, in the spelling of programs or of people: "IN_ADVANCE", "In Advance".
 *
 * Errors: INVALID_VALUE for another one.
 */
export function spelled<Value extends string>(
  row: SourceRow,
  column: string,
  spellings: Readonly<Record<Value, string>>,
): Value | undefined {
  const value = text(row, column);
  if (value === undefined) return undefined;
  const found = (Object.entries(spellings) as [Value, string][]).find(
    ([own, people]) => plainly(own) === plainly(value) || plainly(people) === plainly(value),
  );
  if (!found) refuse(row, column, `'${value}' is not supported`);
  return found[0];
}

/** The same where both spellings are one. Errors: INVALID_VALUE. */
export const oneOf = <Value extends string>(
  row: SourceRow,
  column: string,
  values: readonly Value[],
): Value | undefined => {
  const spellings: { readonly [own: string]: string } = Object.fromEntries(
    values.map((value) => [value, value]),
  );
  return spelled(row, column, spellings) as Value | undefined;
};

const plainly = (value: string): string => value.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** What a message calls the row. */
export const nameOf = (row: SourceRow): string => {
  const number = firstOf(row, ...NUMBERS) ?? text(row, "Id");
  return number === undefined ? row.object : `${row.object} '${number}'`;
};

const NUMBERS = [
  ...["AccountNumber", "SubscriptionNumber", "ChargeNumber", "InvoiceNumber", "MemoNumber"],
  ...["PaymentNumber", "OrderNumber", "ProductRatePlanChargeNumber"],
] as const;

/** Errors: INVALID_VALUE, always. */
export function refuse(row: SourceRow, column: string, what: string): never {
  const message = `${nameOf(row)}: '${column}' ${what}`;
  throw new BillingError("INVALID_VALUE", { field: column, message });
}
