-- When each user was last here, and each of his OAuth clients: written with the access log, about once
-- a second, and kept when the log is forgotten. People in the console are the client "console".
create table last_uses (
  entity_id uuid not null default current_entity_id(),
  user_id uuid not null references users on delete cascade,
  client_id text not null,
  last_used_at timestamptz not null,
  primary key (entity_id, user_id, client_id)
);
call protect_by_entity('last_uses');
create index on last_uses (entity_id, client_id);

-- No part of snapshots, as little as the access log.
create or replace function snapshot_tables() returns table (name text, columns text)
  language sql stable as $$
  select class.relname::text,
    string_agg(quote_ident(attname), ', ' order by attnum) filter (where attgenerated = '')
  from pg_class class join pg_attribute on attrelid = class.oid
  where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
  and exists (
    select from pg_attribute where attrelid = class.oid and attname = 'entity_id' and not attisdropped
  )
  and relname not in ('entities', 'users', 'user_passwords', 'user_sessions', 'roles', 'organizations',
    'oauth_clients', 'oauth_tokens', 'audit_changes', 'audit_chains', 'api_accesses', 'last_uses',
    'event_batches', 'event_counters', 'events', 'callout_deliveries', 'mail_delivery',
    'data_query_jobs', 'data_query_pieces', 'export_jobs', 'export_batches', 'export_pieces',
    'clock_moves', 'clock_steps', 'clock_snapshots', 'clock_snapshot_rows')
  group by class.oid, relname order by relname
$$;
