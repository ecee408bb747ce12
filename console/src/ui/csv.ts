import type { QueryRow } from "../api/queries.ts";

/** RFC 4180, with a head. Fields are named as the API names them. */
export function csvOf(columns: readonly string[], rows: readonly QueryRow[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(","));
  return [columns.join(","), ...lines, ""].join("\r\n");
}

/** A spreadsheet would execute what begins so; an amount below zero is not meant. */
const FORMULA = /^[=+@\t\r]|^-(?![\d.]+$)/;

function cell(value: unknown): string {
  const text = value === undefined || value === null ? "" : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const CSV = "text/csv;charset=utf-8";

export function saveFile(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
