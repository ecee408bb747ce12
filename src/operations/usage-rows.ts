import { Readable } from "node:stream";
import { type CsvError, parse } from "csv-parse";
import { BillingError } from "#engine/errors.ts";
import { decimal } from "#engine/values/decimal.ts";
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
export async function* usageRows(content: Buffer, importId: string): AsyncGenerator<UsageRow> {
  const skipped: UsageRow[] = [];
  const parser = Readable.from(chunksOf(content)).pipe(
    parse({
      bom: true,
      columns: columnsOf,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      trim: true,
      on_skip: (error?: CsvError) => {
        skipped.push({ line: Number(error?.lines ?? 0), error: error?.message ?? "unreadable" });
        return undefined;
      },
    }),
  );
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    yield* skipped.splice(0);
    yield toRow(record, info.lines, importId);
  }
  yield* skipped;
}

type Parsed = {
  readonly record: Readonly<Record<string, string | undefined>>;
  readonly info: { readonly lines: number };
};

const CHUNK = 64 * 1024;

function* chunksOf(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += CHUNK) yield content.subarray(at, at + CHUNK);
}

const NEEDED = ["ACCOUNT_ID", "UOM", "QTY", "STARTDATE"];

/** Custom fields keep their spelling. */
function columnsOf(header: string[]): string[] {
  const columns = header.map((name) =>
    CUSTOM.test(name) ? name.trim() : name.trim().toUpperCase(),
  );
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new NotAUsageFile(`Columns are missing: ${missing.join(", ")}.`);
  return columns;
}

const CUSTOM = /__c$/i;

function toRow(record: Parsed["record"], line: number, importId: string): UsageRow {
  try {
    return { line, usage: toUsage(record, importId) };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { line, error: error.message };
  }
}

/** Errors: MISSING_FIELD, INVALID_VALUE, NOT_SUPPORTED. */
function toUsage(record: Parsed["record"], importId: string): GivenUsage {
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

const customFieldsOf = (record: Parsed["record"]) =>
  Object.fromEntries(
    Object.entries(record).filter(
      (entry): entry is [string, string] => CUSTOM.test(entry[0]) && Boolean(entry[1]),
    ),
  );

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
