import { formatDecimal } from "#engine/values/decimal.ts";
import type { Context } from "#operations/context.ts";
import { type BulkCancelRow, listRowsAfter } from "#store/bulk-cancel-rows.ts";
import { inTransaction } from "#store/database.ts";
import { timestamp } from "../timestamps.ts";

const ROWS = 1_000;

const TITLES = [
  "row",
  "line",
  "state",
  "accountNumber",
  "accountName",
  "subscriptionNumber",
  "documentNumber",
  "currency",
  "cancelledDate",
  "owed",
  "billed",
  "credited",
  "keptAsCredit",
  "writtenOff",
  "leftOwed",
  "orderNumber",
  "invoiceNumbers",
  "creditMemoNumbers",
  "writeOffCreditMemoNumbers",
  "problem",
  "moved",
  "doneOn",
];

/** A line a row, some rows at a time, however many there are. */
export async function* receiptsCsv(
  { database, entityId, timeZone }: Context,
  bulkCancelId: string,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${TITLES.join(",")}\r\n`);
  let after = 0;
  for (;;) {
    const from = after;
    const rows = await inTransaction(database, entityId, (tx) =>
      listRowsAfter(tx, bulkCancelId, { after: from, limit: ROWS }),
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last.rowNumber;
    const lines = rows.map((row) => `${cellsOf(row, timeZone).map(cell).join(",")}\r\n`);
    yield Buffer.from(lines.join(""));
  }
}

const cellsOf = (row: BulkCancelRow, timeZone: string): string[] => [
  String(row.rowNumber),
  String(row.line ?? ""),
  row.state,
  row.accountNumber,
  row.accountName,
  row.subscriptionNumber ?? "",
  row.documentNumber ?? "",
  row.currency,
  row.planned?.cancelledDate ?? "",
  formatDecimal(row.owed),
  formatDecimal(row.billed),
  formatDecimal(row.credited),
  formatDecimal(row.keptAsCredit),
  formatDecimal(row.writtenOff),
  formatDecimal(row.leftOwed),
  row.orderNumber ?? "",
  row.invoiceNumbers.join(" "),
  row.creditMemoNumbers.join(" "),
  row.writeOffNumbers.join(" "),
  row.problem ?? "",
  (row.moved ?? []).map(({ what, was, is }) => `${what} was ${was} and is ${is}`).join("; "),
  row.doneAt ? timestamp(row.doneAt, timeZone) : "",
];

/** RFC 4180. A name that begins like a formula is a name, for a spreadsheet too. */
function cell(text: string): string {
  const plain = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
