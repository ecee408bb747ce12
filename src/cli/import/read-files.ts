import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse";
import { OBJECT_NAMES, type ObjectName, type Row, type Tables, tablesOf } from "./tables.ts";

/**
 * Reads exported files of a directory: one an object, named as the object, in whatever case, in the
 * singular or the plural: `Account.csv`, `invoice-items.json`. Others are told and left alone.
 *
 * Errors: of reading; a text that is no CSV or JSON; two files of one object.
 */
export async function readFiles(
  directory: string,
  onFile: (file: string, object: ObjectName | undefined) => void = () => undefined,
): Promise<Tables> {
  const read = new Map<ObjectName, readonly Row[]>();
  for (const file of (await readdir(directory)).sort()) {
    const name = /^(.+)\.(csv|json)$/i.exec(file);
    if (!name) continue;
    const object = objectNamed(name[1] ?? "");
    onFile(file, object);
    if (object === undefined) continue;
    if (read.has(object)) throw new Error(`${directory} has two files of ${object}`);
    const path = join(directory, file);
    const rows = /csv/i.test(name[2] ?? "") ? await readCsv(path) : await readJson(path);
    read.set(
      object,
      rows.map((row) => withPlainNames(object, row)),
    );
  }
  return tablesOf((object) => read.get(object) ?? []);
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, "");

function objectNamed(file: string): ObjectName | undefined {
  const name = plain(file);
  return OBJECT_NAMES.find((object) => [plain(object), `${plain(object)}s`].includes(name));
}

async function readCsv(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  const options = { columns: true, bom: true, skip_empty_lines: true, trim: true };
  for await (const row of createReadStream(path).pipe(parse(options))) rows.push(row as Row);
  return rows;
}

/** A list, or the `data` or `records` of an answer. */
async function readJson(path: string): Promise<Row[]> {
  const json: unknown = JSON.parse(await readFile(path, "utf8"));
  const rows = Array.isArray(json) ? json : listIn(json);
  if (!rows) throw new Error(`${path} has no list of records`);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row as object).filter(
        ([, value]) => value === null || ["string", "number", "boolean"].includes(typeof value),
      ),
    ),
  );
}

function listIn(json: unknown): unknown[] | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const { data, records } = json as { data?: unknown; records?: unknown };
  return [data, records].find((list) => Array.isArray(list)) as unknown[] | undefined;
}

/**
 * "Account.Name" and "Account: Name" in the file of accounts are the column Name; of another object
 * only its id is of use, and "Account.Id" is AccountId.
 */
function withPlainNames(object: ObjectName, row: Row): Row {
  const named: Record<string, Row[string]> = {};
  for (const [name, value] of Object.entries(row)) {
    const [, of = "", column = ""] = /^(.+?)\s*[.:]\s*(.+)$/.exec(name) ?? [];
    const field = column.replaceAll(/\s/g, "");
    if (of === "") named[name.replaceAll(/\s/g, "")] = value;
    else if (plain(of) === plain(object)) named[field] = value;
    else if (plain(field) === "id") named[`${of.replaceAll(/\s/g, "")}Id`] ??= value;
  }
  return named;
}
