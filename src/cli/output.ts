/** How commands write: tables for people, JSON for programs, failures on the other stream. */
import { QuittanceError } from "#client/index.ts";

/** A number is an amount: two decimals, to the right. */
export type Cell = string | number | null | undefined;

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly Cell[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => textOf(row[column]).length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === "number" ? textOf(cell).padStart(width) : textOf(cell).padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

const textOf = (cell: Cell): string => (typeof cell === "number" ? cell.toFixed(2) : (cell ?? "-"));

/** With what spreadsheets want to be quoted quoted; null is empty, and what is no value JSON. */
export const csvLine = (values: readonly unknown[]): string =>
  `${values.map((value) => quoted(csvText(value))).join(",")}\r\n`;

function csvText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const BAR_WIDTH = 30;

/** "[##########....................]" */
export function progressBar(done: number, total: number): string {
  const drawn = Math.round(BAR_WIDTH * (total === 0 ? 1 : done / total));
  return `[${"#".repeat(drawn)}${".".repeat(BAR_WIDTH - drawn)}]`;
}

/** `text` for people; with --json, `value` on one line instead. */
export type Print = (value: unknown, text: () => string) => void;

export const printerOf =
  (isJson: boolean): Print =>
  (value, text) =>
    console.log(isJson ? JSON.stringify(value) : text());

/** Exit codes: 1, the server has refused; 2, it was not reached, or the command is wrong. */
export function reportFailure(error: unknown, isJson: boolean): void {
  const refusal = error instanceof QuittanceError ? error : undefined;
  process.exitCode = refusal ? 1 : 2;
  const message = error instanceof Error ? error.message : String(error);
  const { status, reasons, requestId } = refusal ?? {};
  if (isJson) console.error(JSON.stringify({ message, status, reasons, requestId }));
  else if (refusal) console.error(`Refused (${status}): ${message}\nRequest ${requestId ?? "-"}`);
  else console.error(`${message}${causeOf(error)}`);
}

/** fetch says "fetch failed", and why only in its cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return "";
  return ` (${"code" in cause ? String(cause.code) : cause.message})`;
}
