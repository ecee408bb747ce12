import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction } from "#store/database.ts";
import { findObjects, type Page } from "#store/object-query/find-objects.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import { withOwnFields } from "#store/object-query/own-fields.ts";
import { OBJECT_NAMES } from "#store/object-query/query-object.ts";
import { type Route, route } from "../route.ts";
import { saveListAsCsv } from "./csv-contract.ts";
import { toWire } from "./to-wire.ts";
import { wantedOf } from "./wanted-of.ts";

/** Rows that are read at once: no file is held in memory, and no connection while somebody saves it. */
const AT_ONCE = 1_000;

export const listCsvRoutes: readonly Route[] = [
  route(saveListAsCsv, async (context, { params: { objects: key }, query }) => {
    const name = OBJECT_NAMES.find((each) => each === key);
    if (name === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const object = withOwnFields(OBJECTS[name], context.customFieldRules);
    const { columns = Object.keys(object.fields), ...asked } = query;
    const wanted = wantedOf(object, context, { ...asked, ...fieldsOf(columns) });
    const read = (after: Page["next"]) =>
      inTransaction(context.database, context.entityId, (tx) =>
        findObjects(tx, object, { ...wanted, after, pageSize: AT_ONCE }),
      );
    // What is wrong with the question is answered before anything is sent.
    const first = await read(undefined);
    const content = pieces(first, read, { columns, timeZone: context.timeZone });
    return { contentType: "text/csv; charset=utf-8", fileName: `${name}.csv`, content };
  }),
];

/** "account.name" is the field name of the relation account. */
function fieldsOf(columns: readonly string[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const column of columns) {
    const [name = "", field] = column.split(".");
    const list = field === undefined ? "fields[]" : `${name}.fields[]`;
    fields[list] = [...(fields[list] ?? []), field ?? name];
    if (field !== undefined) fields["expand[]"] = [...(fields["expand[]"] ?? []), name];
  }
  return fields;
}

type Layout = {
  readonly columns: readonly string[];
  readonly timeZone: Context["timeZone"];
};

async function* pieces(
  first: Page,
  read: (after: Page["next"]) => Promise<Page>,
  layout: Layout,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(lineOf(layout.columns));
  for (let page = first; ; page = await read(page.next)) {
    yield Buffer.from(linesOf(page, layout));
    if (page.next === undefined) return;
  }
}

const linesOf = ({ objects }: Page, { columns, timeZone }: Layout): string =>
  objects
    .map((found) => {
      const row = lowered(toWire(found, { includeNullFields: false, timeZone }));
      return lineOf(columns.map((column) => cell(valueIn(row, column))));
    })
    .join("");

type Row = ReadonlyMap<string, unknown>;

/** Columns are told apart without regard to case, as fields of Object Query are. */
const lowered = (row: object): Row =>
  new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));

function valueIn(row: Row, column: string): unknown {
  const [name = "", field] = column.toLowerCase().split(".");
  const value = row.get(name);
  if (field === undefined || value === null || value === undefined) return value;
  return lowered(value).get(field);
}

/** A spreadsheet would execute what begins so; an amount below zero is not meant. */
const FORMULA = /^[=+@\t\r]|^-(?![\d.]+$)/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  // An amount writes itself with its minor units.
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return FORMULA.test(text) ? `'${text}` : text;
}

/** RFC 4180 */
const lineOf = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
