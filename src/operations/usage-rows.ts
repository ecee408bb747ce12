import { BillingError } from "#engine/errors.ts";
import { decimal } from "#engine/values/decimal.ts";
import { csvRecords } from "./csv-records.ts";
import type { GivenUsage } from "./usage-record.ts";

/** One row of a usage file: what it says, or why it says nothing. */
export type UsageRow = { readonly line: number } & (
  | { readonly usage: GivenUsage }
  | { readonly error: string }
);

/** A file that is no usage file at all. */
export class NotAUsageFile extends Error {}

/**
 * The rows of a CSV file, one after the other, however long it is. A row that cannot be read is
 * yielded with its error, and those after it are read.
 *
 * Errors: NotAUsageFile.
 */
export async function* usageRows(
  content: AsyncIterable<Uint8Array>,
  importId: string,
): AsyncGenerator<UsageRow> {
  let columns: readonly string[] | undefined;
  const rowOf = (line: number, cells: readonly string[]) =>
    toRow(recordOf(columns ?? [], cells), line, importId);
  const isRow = (cells: readonly string[]) => "usage" in rowOf(0, cells);
  for await (const record of csvRecords(content, isRow)) {
    if ("error" in record) yield record;
    else if (columns) yield rowOf(record.line, record.cells);
    else columns = columnsOf(record.cells);
  }
  columns ??= columnsOf([]);
}

/** Cells by the names of their columns; what is beyond the last column is nobody's. */
const recordOf = (columns: readonly string[], cells: readonly string[]): Cells =>
  Object.fromEntries(columns.map((name, index) => [name, cells[index]]));

type Cells = Readonly<Record<string, string | undefined>>;

const NEEDED = ["ACCOUNT_ID", "UOM", "QTY", "STARTDATE"];

/** Custom fields keep their spelling. */
function columnsOf(header: readonly string[]): readonly string[] {
  const columns = header.map((name) =>
    CUSTOM.test(name) ? name.trim() : name.trim().toUpperCase(),
  );
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new NotAUsageFile(`Columns are missing: ${missing.join(", ")}.`);
  return columns;
}

const CUSTOM = /__c$/i;

function toRow(record: Cells, line: number, importId: string): UsageRow {
  try {
    return { line, usage: toUsage(record, importId) };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { line, error: error.message };
  }
}

/** Errors: MISSING_FIELD, INVALID_VALUE, NOT_SUPPORTED. */
function toUsage(record: Cells, importId: string): GivenUsage {
  const given = (column: string, longest = 255): string | null => {
    const value = record[column];
    if (value === undefined || value === "") return null;
    if (value.length > longest) refuse(`${column} should have at most ${longest} characters.`);
    return value;
  };
  const needed = (column: string, longest?: number): string => {
    const value = given(column, longest);
    if (value === null) throw new BillingError("MISSING_FIELD", { field: column });
    return value;
  };
  const quantity = needed("QTY", 40);
  if (!NUMBER.test(quantity)) refuse(`QTY should be a number, not '${quantity}'.`);
  if (given("PRODUCT_RATE_PLAN_CHARGE_ID") !== null) {
    const message = "PRODUCT_RATE_PLAN_CHARGE_ID is not supported yet.";
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  return {
    account: needed("ACCOUNT_ID"),
    subscription: given("SUBSCRIPTION_ID"),
    charge: given("CHARGE_ID"),
    unitOfMeasure: needed("UOM", 25),
    quantity: decimal(quantity),
    startDateTime: needed("STARTDATE"),
    endDateTime: given("ENDDATE"),
    description: given("DESCRIPTION", 200),
    uniqueKey: given("UNIQUE_KEY"),
    groupId: given("GROUP_ID"),
    importId,
    customFields: customFieldsOf(record),
  };
}

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

const customFieldsOf = (record: Cells) =>
  Object.fromEntries(
    Object.entries(record).filter(
      (entry): entry is [string, string] => CUSTOM.test(entry[0]) && Boolean(entry[1]),
    ),
  );

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
