/**
 * The yardstick of single orders: transactions that write the rows that an order writes and do nothing
 * else, as pgbench would: one prepared statement a table and change, one round trip each, as the owner
 * of the tables, so without row-level security.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { timed } from "./workload.ts";

type Row = Readonly<Record<string, string | null>>;
type Rows = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** All rows of an account: by table, then by primary key. */
export const rowsOf = (ownerUrl: string, accountId: string): Promise<Rows> =>
  withOwnerConnection(ownerUrl, async (client) => {
    const tables = await accountTables(client);
    const all = new Map<string, Map<string, Row>>();
    for (const { table, keys, columns } of tables) {
      const { rows } = await client.query<Row>({
        text: `select ${columns.join(", ")} from ${table} where account_id = $1`,
        values: [accountId],
        types: { getTypeParser: () => (text: unknown) => text },
      } as pg.QueryConfig);
      all.set(table, new Map(rows.map((row) => [keys.map((key) => row[key]).join(" "), row])));
    }
    return all;
  });

/** Generated columns are PostgreSQL's to write. */
async function accountTables(client: pg.Client) {
  const { rows } = await client.query<{ table: string; keys: string[]; columns: string[] }>(`
    select relname as table, array_agg(attname::text) filter (where attnum = any (indkey)) as keys,
      array_agg(attname::text order by attnum) as columns
    from pg_index join pg_class on pg_class.oid = indrelid
      join pg_attribute on attrelid = indrelid and attnum > 0
    where indisprimary and relnamespace = 'public'::regnamespace
      and attgenerated = '' and attidentity = '' and not attisdropped
    and relname <> 'audit_changes'
    group by relname having 'account_id' = any (array_agg(attname)) order by relname`);
  return rows;
}

/** What was written between two readings. */
export type Written = {
  readonly inserted: readonly { readonly table: string; readonly rows: readonly Row[] }[];
  readonly updated: readonly {
    readonly table: string;
    readonly columns: readonly string[];
    readonly count: number;
  }[];
};

export function writtenBetween(before: Rows, after: Rows): Written {
  const inserted = [];
  const updated = [];
  for (const [table, rows] of after) {
    const old = before.get(table) ?? new Map<string, Row>();
    const news = [...rows].filter(([key]) => !old.has(key)).map(([, row]) => row);
    if (news.length > 0) inserted.push({ table, rows: news });
    const changes = [...rows].flatMap(([key, row]) => {
      const was = old.get(key);
      const columns = was ? Object.keys(row).filter((name) => row[name] !== was[name]) : [];
      return columns.length > 0 ? [columns] : [];
    });
    const columns = [...new Set(changes.flat())];
    if (changes.length > 0) updated.push({ table, columns, count: changes.length });
  }
  return { inserted, updated };
}

/**
 * Writes the same for other accounts that are as the first one was, so many at once.
 *
 * @returns seconds
 */
export async function writeAgain(
  ownerUrl: string,
  written: Written,
  accountIds: readonly string[],
  concurrency: number,
): Promise<number> {
  const left = accountIds.values();
  const clients = await Promise.all(
    Array.from({ length: concurrency }, async () => {
      const client = new pg.Client({ connectionString: ownerUrl });
      await client.connect();
      return client;
    }),
  );
  const work = async (client: pg.Client): Promise<void> => {
    for (const accountId of left) await writeOne(client, written, accountId);
  };
  try {
    const { seconds } = await timed(() => Promise.all(clients.map(work)));
    return seconds;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Who owns all of it: the same in each copy. */
const SHARED = new Set(["entity_id", "created_by_id", "updated_by_id"]);

async function writeOne(
  client: pg.Client,
  { inserted, updated }: Written,
  accountId: string,
): Promise<void> {
  const ids = new Map<string, string>();
  const suffix = accountId.slice(-12);
  const copyOf = (row: Row, name: string): string | null => {
    const value = row[name] ?? null;
    if (value === null || SHARED.has(name)) return value;
    if (name === "account_id") return accountId;
    if (name.endsWith("_number")) return `${value}-${suffix}`;
    if (!UUID.test(value) || name.startsWith("product_")) return value;
    const id = ids.get(value) ?? randomUUID();
    ids.set(value, id);
    return id;
  };
  await client.query("begin");
  await client.query({
    name: "lock",
    text: "select from accounts where account_id = $1 for update",
    values: [accountId],
  });
  // First, while all rows of the account are old ones.
  for (const { table, columns, count } of updated) {
    const assignments = columns.map((name) => `${name} = ${name}`).join(", ");
    const text = `update ${table} set ${assignments} where account_id = $1`;
    const { rowCount } = await client.query({ name: `of ${table}`, text, values: [accountId] });
    if (rowCount !== count) throw new Error(`${rowCount} rows of ${table} written, not ${count}`);
  }
  for (const { table, rows } of inserted) {
    const columns = Object.keys(rows[0] ?? {});
    const values = rows.flatMap((row) => columns.map((name) => copyOf(row, name)));
    await client.query({ name: `into ${table}`, text: insertion(table, columns, rows), values });
  }
  await client.query("commit");
}

function insertion(table: string, columns: readonly string[], rows: readonly Row[]): string {
  const tuples = rows.map((_, row) => {
    const places = columns.map((_, column) => `$${row * columns.length + column + 1}`);
    return `(${places.join(", ")})`;
  });
  return `insert into ${table} (${columns.join(", ")}) values ${tuples.join(", ")}`;
}
