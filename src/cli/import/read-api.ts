import { type Client, QuittanceError } from "#client/index.ts";
import {
  OBJECT_NAMES,
  type ObjectName,
  QUERIED,
  type Row,
  type Tables,
  tablesOf,
} from "./tables.ts";

/** As many as Object Query gives. */
const PAGE_SIZE = 99;
/** Objects that are read at the same time. */
const AT_ONCE = 4;

/** Not every version of the other system has a page of them; their amounts are in others too. */
const OPTIONAL: ReadonlySet<ObjectName> = new Set([
  ...(["CreditTaxationItem", "CreditMemoApplication", "DebitMemo", "Order"] as const),
]);

export type OnRead = (object: ObjectName, rows: number) => void;

/**
 * Reads all objects by Object Query, page by page.
 *
 * Errors: QuittanceError; whatever `fetch` throws.
 */
export async function readApi(client: Client, onRead: OnRead = () => undefined): Promise<Tables> {
  const read = new Map<ObjectName, readonly Row[]>();
  const left = [...OBJECT_NAMES];
  const reader = async () => {
    for (let object = left.shift(); object; object = left.shift()) {
      const name = object;
      read.set(name, await readObject(client, name, (rows) => onRead(name, rows)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return tablesOf((object) => read.get(object) ?? []);
}

async function readObject(
  client: Client,
  object: ObjectName,
  onRead: (rows: number) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOf(client, object, cursor);
    rows.push(...page.data.map(scalars));
    onRead(rows.length);
    cursor = page.nextPage ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

async function pageOf(client: Client, object: ObjectName, cursor: string | undefined) {
  try {
    const query = { pageSize: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    return await client.query(QUERIED[object], query);
  } catch (error) {
    const isMissing = error instanceof QuittanceError && [400, 404].includes(error.status);
    if (isMissing && OPTIONAL.has(object)) return { data: [], nextPage: null };
    throw error;
  }
}

/** What is not one value is of no column. */
const scalars = (row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(
    Object.entries(row).filter((entry): entry is [string, string | number | boolean] =>
      ["string", "number", "boolean"].includes(typeof entry[1]),
    ),
  );
