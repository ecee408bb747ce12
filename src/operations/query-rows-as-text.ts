/** How the rows of a data query are written. */
import { BillingError } from "#engine/errors.ts";
import type { QueryOutput } from "#store/data-query/jobs.ts";
import type { Column, Row } from "#store/data-query/read-rows.ts";

export type Layout = {
  /** Before the rows. */
  readonly titles: string;
  readonly line: (row: Row) => string;
};

/**
 * Of JSON a line is an object; of the others it has its values between separators, after a line with
 * the columns' names.
 *
 * Errors: INVALID_VALUE for JSON when two columns have one name.
 */
export function layoutOf(
  { outputFormat, columnSeparator }: Pick<QueryOutput, "outputFormat" | "columnSeparator">,
  columns: readonly Column[],
): Layout {
  if (outputFormat === "JSON") return { titles: "", line: jsonLine(columns) };
  const separator = { CSV: ",", TSV: "\t", DSV: columnSeparator }[outputFormat];
  const separated = (values: readonly string[]) =>
    `${values.map((value) => quotedFor(separator, value)).join(separator)}\n`;
  return {
    titles: separated(columns.map(({ name }) => name)),
    line: (row) =>
      separated(row.map((value, place) => (value === null ? "" : plain(columns[place], value)))),
  };
}

const quotedFor = (separator: string, value: string): string =>
  value.includes(separator) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

const TYPE = { boolean: 16, json: 114, jsonb: 3802, uuid: 2950, timestamptz: 1184 } as const;
/** int8, int2, int4, float4, float8, numeric. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700]);

/** As the API writes values of this type. */
function plain(column: Column | undefined, value: string): string {
  switch (column?.typeId) {
    case TYPE.boolean:
      return value === "t" ? "true" : "false";
    case TYPE.uuid:
      return value.replaceAll("-", "");
    case TYPE.timestamptz:
      return instant(value);
    default:
      return value;
  }
}

/** "2018-08-17 13:14:38.85+00" as "2018-08-17T13:14:38.850Z"; infinity stays. */
function instant(value: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(value);
  if (!parts) return value;
  const [, day, time, fraction = ""] = parts;
  return `${day}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
}

function jsonLine(columns: readonly Column[]): (row: Row) => string {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    const message = `Two columns are named '${twice}': name one otherwise with AS, or ask for CSV.`;
    throw new BillingError("INVALID_VALUE", { field: "query", message });
  }
  const keys = names.map((name) => JSON.stringify(name));
  return (row) => {
    const members = row.map((value, place) => `${keys[place]}:${jsonOf(columns[place], value)}`);
    return `{${members.join(",")}}\n`;
  };
}

/** Numbers are written as exactly as PostgreSQL has them. */
function jsonOf(column: Column | undefined, value: string | null): string {
  if (value === null) return "null";
  const typeId = column?.typeId ?? 0;
  if (NUMBERS.has(typeId)) return /^-?\d/.test(value) ? value : JSON.stringify(value);
  if (typeId === TYPE.json || typeId === TYPE.jsonb) return onOneLine(value);
  const text = plain(column, value);
  return typeId === TYPE.boolean ? text : JSON.stringify(text);
}

/** Breaks between the members of a json column are not text: inside of texts they are written \n. */
const onOneLine = (json: string): string => json.replaceAll(/[\r\n]+/g, " ");
