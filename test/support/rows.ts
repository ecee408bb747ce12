/** Every row of an entity, in short, table by table: two are equal when nothing has changed. */
import { withOwnerConnection } from "#store/owner-connection.ts";

const TABLES = `
  select table_name from information_schema.columns
  where column_name = 'entity_id' and table_schema = 'public'
  and table_name not in ('oauth_tokens', 'oauth_clients', 'users', 'user_sessions', 'user_passwords',
    'event_batches', 'event_counters', 'audit_changes', 'audit_chains',
    'api_accesses') -- numbered or written whenever somebody gets round to it
  order by 1`;

const queries = new Map<string, string>();

/** `ownerUrl` of a test server, whose connections see the rows of all entities. */
export const rowsOf = (ownerUrl: string, entityId: string): Promise<Record<string, string>> =>
  withOwnerConnection(ownerUrl, async (client) => {
    const known = queries.get(ownerUrl);
    const query =
      known ??
      (await client.query<{ table_name: string }>(TABLES)).rows
        .map(
          ({ table_name: table }) => `
          select '${table}' as name, md5(string_agg(row, ' ' order by row)) as print
          from (select to_jsonb(t)::text as row from ${table} t where entity_id = $1) ${table}`,
        )
        .join(" union all ");
    queries.set(ownerUrl, query);
    const { rows } = await client.query<{ name: string; print: string }>(query, [entityId]);
    return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
  });
