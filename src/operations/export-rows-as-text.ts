/** How the rows of an export are written: a CSV file with a line of titles. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { labelOf } from "#engine/zoql/label-of.ts";
import type { CompiledExport, ExportColumn } from "#store/exports/compile-export.ts";
import type { ExportBatch, ExportJob } from "#store/exports/jobs.ts";

export type ExportLayout = Pick<ExportJob, "isInUtc" | "usesApiNames" | "nullReplacement"> &
  Pick<ExportBatch, "deletedColumn" | "deletedFormat"> & {
    readonly timeZone: string;
    readonly today: PlainDate;
  };

type Row = Readonly<Record<string, unknown>>;

/** Of what is deleted its column comes first. */
export function titlesOf(
  { columns, source }: CompiledExport,
  { usesApiNames, deletedColumn }: ExportLayout,
): string {
  const titles = columns.map((column) => titleOf(column, usesApiNames));
  return lineOf(deletedColumn === null ? titles : [`${source}.${deletedColumn}`, ...titles]);
}

function titleOf({ object, name, alias }: ExportColumn, usesApiNames: boolean): string {
  if (alias !== null) return alias;
  if (object === null) return name;
  if (usesApiNames) return `${object}.${name}`;
  return `${labelOf(object.replace(/(?<=To)Contact$/, ""))}: ${name === "Id" ? "ID" : labelOf(name)}`;
}

/** @returns what writes a row */
export function rowLine({ columns }: CompiledExport, layout: ExportLayout): (row: Row) => string {
  const write = textOf(layout);
  return (row) => {
    const values = columns.map(({ compute }, place) => {
      const value = row[`v${place}`];
      const hasNone = value === null || value === undefined;
      return write(compute && !hasNone ? compute(value, layout.today) : value);
    });
    return lineOf(layout.deletedColumn === null ? values : [isDeleted(row, layout), ...values]);
  };
}

function isDeleted({ deleted }: Row, { deletedFormat }: ExportLayout): string {
  if (deletedFormat === "Numeric") return deleted ? "1" : "0";
  return deleted ? "true" : "false";
}

function textOf({ nullReplacement, isInUtc, timeZone }: ExportLayout): (value: unknown) => string {
  const zone = isInUtc ? "UTC" : timeZone;
  return (value) => {
    if (value === null || value === undefined) return nullReplacement;
    if (value instanceof Date) return instant(value, zone);
    // An amount writes itself as it is; what is kept as JSON is written as JSON.
    if (typeof value !== "object" || "toFixed" in value) return String(value);
    return JSON.stringify(value);
  };
}

/** "2017-03-01T09:21:46-0800" */
function instant(value: Date, timeZone: string): string {
  if (timeZone === "UTC") return `${value.toISOString().slice(0, 19)}+0000`;
  const zoned = value.toTemporalInstant().toZonedDateTimeISO(timeZone);
  const local = zoned.toPlainDateTime().toString({ smallestUnit: "second" });
  return `${local}${zoned.offset.replace(":", "").slice(0, 5)}`;
}

const lineOf = (values: readonly string[]): string => `${values.map(quoted).join(",")}\n`;

const quoted = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
