/** Every row of an entity, in short, table by table: two are equal when nothing has changed. */
import pg from "pg";

const TABLES = `
  select table_name from information_schema.columns
  where column_name = 'entity_id' and table_schema = 'public'
  and table_name not in ('oauth_tokens', 'oauth_clients', 'users', 'user_sessions', 'user_passwords',
    'event_batches', 'event_counters', 'audit_changes', 'audit_chains',
    'api_accesses', 'last_uses') -- numbered or written whenever somebody gets round to it
  order by 1`;

type Reader = { readonly client: pg.Client; readonly text: string };

/** One connection per database, kept: a new one would read the catalogue of all tables each time. */
const readers = new Map<string, Promise<Reader>>();

/** `ownerUrl` of a test server, whose connections see the rows of all entities. */
export async function rowsOf(ownerUrl: string, entityId: string): Promise<Record<string, string>> {
  let reader = readers.get(ownerUrl);
  if (!reader) {
    reader = openReader(ownerUrl);
    readers.set(ownerUrl, reader);
  }
  const { client, text } = await reader;
  const query = { name: "rows of an entity", text, values: [entityId] };
  const { rows } = await client.query<{ name: string; print: string }>(query);
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
}

async function openReader(connectionString: string): Promise<Reader> {
  const client = new pg.Client({ connectionString });
  // The database is dropped with whoever is connected to it.
  client.on("error", () => undefined);
  await client.connect();
  const tables = await client.query<{ table_name: string }>(TABLES);
  const prints = tables.rows.map(
    ({ table_name: table }) => `
      select '${table}' as name, md5(string_agg(row, ' ' order by row)) as print
      from (select to_jsonb(t)::text as row from ${table} t where entity_id = $1) ${table}`,
  );
  return { client, text: prints.join(" union all ") };
}
