import { BillingError } from "#engine/errors.ts";
import { type FileLine, forgetFileLines, saveFileLines } from "#store/bulk-cancel-lines.ts";
import type { BulkCancel } from "#store/bulk-cancels.ts";
import type { Transaction } from "#store/database.ts";
import type { UsageFile } from "./accept-usage-file.ts";
import { stepped } from "./bulk-cancel-steps.ts";
import type { Context } from "./context.ts";
import { planAnew } from "./create-bulk-cancel.ts";
import { csvRecords } from "./csv-records.ts";

/** Lines written by one statement. */
const BATCH = 2_000;
const MOST_LINES = 500_000;

/**
 * Takes the file that says which rows a bulk cancel has, line by line, as it comes, and plans them: a line
 * that names nothing is told with the plan, and the others are kept. Of a file that breaks off nothing is
 * kept.
 *
 * Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS; NOT_ALLOWED where a filter says which; INVALID_VALUE for
 * what is no such file; and those of reading it.
 */
export const acceptBulkCancelFile = (
  context: Context,
  key: string,
  { fileName, content }: UsageFile,
): Promise<BulkCancel> =>
  stepped(context, key, { action: "Upload" }, async (tx, bulkCancel) => {
    const { bulkCancelId, status, filter } = bulkCancel;
    if (filter) {
      const message = "Its filter says which rows it has: create another one for a file.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await forgetFileLines(tx, bulkCancelId);
    await saveLines(tx, bulkCancelId, content);
    const anew = await planAnew(tx, context, bulkCancel);
    const isFirst = status === "AwaitingFile";
    return { ...anew, ...(isFirst && { planNumber: bulkCancel.planNumber }), fileName };
  });

async function saveLines(
  tx: Transaction,
  bulkCancelId: string,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  let batch: FileLine[] = [];
  let count = 0;
  for await (const line of linesOf(content)) {
    batch.push(line);
    count += 1;
    if (count > MOST_LINES) refuse(`should have at most ${MOST_LINES} lines`);
    if (batch.length < BATCH) continue;
    await saveFileLines(tx, bulkCancelId, batch);
    batch = [];
  }
  await saveFileLines(tx, bulkCancelId, batch);
  if (count === 0) refuse("should have a line below its head");
}

/** What a column may be called, however it is written. */
const NAMES = {
  subscriptionNumber: ["subscriptionnumber", "subscription"],
  accountNumber: ["accountnumber", "account"],
  documentNumber: ["documentnumber", "invoicenumber", "debitmemonumber", "invoice", "document"],
} as const;

type Column = keyof typeof NAMES;

async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  let columns: readonly (Column | undefined)[] | undefined;
  const isGood = (cells: readonly string[]) => columns === undefined || hasNumber(columns, cells);
  for await (const record of csvRecords(content, isGood)) {
    if ("error" in record) {
      if (columns === undefined) refuse("should begin with the names of its columns");
      yield { line: record.line, ...NOTHING, error: record.error };
    } else if (columns) yield lineOf(record.line, columns, record.cells);
    else columns = columnsOf(record.cells);
  }
}

const NOTHING = { subscriptionNumber: null, accountNumber: null, documentNumber: null };

function columnsOf(cells: readonly string[]): (Column | undefined)[] {
  const columns = cells.map((cell) => {
    const plain = cell
      .replace(/^\ufeff/, "")
      .replaceAll(/[\s_-]/g, "")
      .toLowerCase();
    const found = Object.entries(NAMES).find(([, names]) =>
      (names as readonly string[]).includes(plain),
    );
    return found?.[0] as Column | undefined;
  });
  if (columns.every((column) => column === undefined)) {
    refuse("should have a column subscriptionNumber, accountNumber or documentNumber");
  }
  return columns;
}

const hasNumber = (columns: readonly (Column | undefined)[], cells: readonly string[]) =>
  columns.some((column, index) => column !== undefined && Boolean(cells[index]));

/** Longer than any number is. */
const LONGEST = 255;

function lineOf(
  line: number,
  columns: readonly (Column | undefined)[],
  cells: readonly string[],
): FileLine {
  const numbers: Record<Column, string | null> = { ...NOTHING };
  for (const [index, column] of columns.entries()) {
    const cell = cells[index];
    if (column === undefined || !cell) continue;
    if (cell.length > LONGEST || cell.includes("\0")) {
      return { line, ...NOTHING, error: `'${column}' is no number.` };
    }
    numbers[column] ??= cell;
  }
  const isEmpty = Object.values(numbers).every((number) => number === null);
  return { line, ...numbers, error: isEmpty ? "It names nothing." : null };
}

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { field: "file", message: `'file' ${message}.` });
}
