import { checkFields } from "#engine/custom-fields/check-fields.ts";
import { type CustomFieldRules, NO_RULES } from "#engine/custom-fields/custom-field.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
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
  rules: CustomFieldRules = NO_RULES,
): AsyncGenerator<UsageRow> {
  let columns: readonly string[] | undefined;
  const rowOf = (line: number, cells: readonly string[]) =>
    toRow(recordOf(columns ?? [], cells), line, { importId, rules });
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

type Surroundings = { readonly importId: string; readonly rules: CustomFieldRules };

function toRow(record: Cells, line: number, surroundings: Surroundings): UsageRow {
  try {
    return { line, usage: toUsage(record, surroundings) };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { line, error: error.message };
  }
}

/** Errors: MISSING_FIELD, INVALID_VALUE, NOT_SUPPORTED. */
function toUsage(record: Cells, { importId, rules }: Surroundings): GivenUsage {
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
    customFields: customFieldsOf(record, rules),
  };
}

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

/** What is not said is not given. Errors: MISSING_FIELD, INVALID_VALUE. */
function customFieldsOf(record: Cells, rules: CustomFieldRules): CustomFields {
  const given = Object.fromEntries(
    Object.entries(record).filter(
      (entry): entry is [string, string] => CUSTOM.test(entry[0]) && Boolean(entry[1]),
    ),
  );
  const { changed, problems } = checkFields(rules, "Usage", given, { isNew: true });
  const [problem] = problems;
  if (problem?.kind === "missing") throw new BillingError("MISSING_FIELD", { field: problem.name });
  if (problem) {
    const why = problem.kind === "unknown" ? "is not defined" : problem.message;
    refuse(`'${problem.name}' ${why}`);
  }
  return { ...given, ...changed };
}

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
