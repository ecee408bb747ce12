-- A sandbox entity as it was, to go back to: docs/decisions/0742.
create table clock_snapshots (
  entity_id uuid not null default current_entity_id() references entities,
  clock_snapshot_id uuid not null,
  name text not null,
  -- The day on its clock; null followed the real one.
  clock_date date,
  -- Of the entity's clock.
  taken_at timestamptz not null,
  row_count bigint not null,
  -- The migration that the rows are of: another one may have given them other columns.
  schema_name text not null,
  restored integer not null default 0,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (entity_id, clock_snapshot_id)
);
call protect_by_entity('clock_snapshots');
call audit_table('clock_snapshots', 'clock_snapshot_id');

-- Each row as PostgreSQL writes it, with all that it holds.
create table clock_snapshot_rows (
  entity_id uuid not null default current_entity_id(),
  clock_snapshot_id uuid not null,
  table_name text not null,
  row_text text not null,
  foreign key (entity_id, clock_snapshot_id) references clock_snapshots on delete cascade
);
create index on clock_snapshot_rows (entity_id, clock_snapshot_id, table_name);
call protect_by_entity('clock_snapshot_rows');
-- Rows of secrets are among them: only the functions below read them.
revoke select, insert, update on clock_snapshot_rows from quittance_server;

-- What is taken and put back: all that an entity has but who may call, what is told of changes and to
-- whom, and results that are there to be fetched.
create function snapshot_tables() returns table (name text, columns text) language sql stable as $$
  select class.relname::text,
    string_agg(quote_ident(attname), ', ' order by attnum) filter (where attgenerated = '')
  from pg_class class join pg_attribute on attrelid = class.oid
  where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
  and exists (
    select from pg_attribute where attrelid = class.oid and attname = 'entity_id' and not attisdropped
  )
  and relname not in ('entities', 'users', 'user_passwords', 'user_sessions', 'roles', 'organizations',
    'oauth_clients', 'oauth_tokens', 'audit_changes', 'audit_chains', 'api_accesses',
    'event_batches', 'event_counters', 'events', 'callout_deliveries', 'mail_delivery',
    'data_query_jobs', 'data_query_pieces',
    'clock_moves', 'clock_steps', 'clock_snapshots', 'clock_snapshot_rows')
  group by class.oid, relname order by relname
$$;

create function refuse_outside_of_sandbox() returns void language plpgsql as $$
begin
  if not exists (select from entities where entity_id = current_entity_id() and is_sandbox) then
    raise exception 'only a sandbox entity is taken back';
  end if;
end $$;

create function take_clock_snapshot(id uuid) returns bigint language plpgsql
  security definer set search_path = public as $$
declare
  part record;
  taken bigint;
  total bigint := 0;
begin
  perform refuse_outside_of_sandbox();
  for part in select * from snapshot_tables() loop
    execute format('insert into clock_snapshot_rows (entity_id, clock_snapshot_id, table_name, row_text)
      select entity_id, $1, %L, t::text from %I t where entity_id = $2', part.name, part.name)
    using id, current_entity_id();
    get diagnostics taken = row_count;
    total := total + taken;
  end loop;
  return total;
end $$;

-- Puts back all rows of a snapshot in place of those that are there. No trigger tells of it, and none
-- refuses it: journals, closed periods. Whoever calls it holds the clock and all accounts.
create function restore_clock_snapshot(id uuid) returns void language plpgsql
  security definer set search_path = public as $$
declare
  part record;
begin
  perform refuse_outside_of_sandbox();
  if not exists (select from clock_snapshots
    where entity_id = current_entity_id() and clock_snapshot_id = id) then
    raise exception 'there is no such snapshot';
  end if;
  perform set_config('session_replication_role', 'replica', true);
  for part in select * from snapshot_tables() loop
    execute format('delete from %I where entity_id = $1', part.name) using current_entity_id();
  end loop;
  for part in select * from snapshot_tables() loop
    execute format('insert into %I (%s) overriding system value select %s from (
        select row_text::%I as kept from clock_snapshot_rows
        where entity_id = $1 and clock_snapshot_id = $2 and table_name = %L offset 0
      ) rows', part.name, part.columns,
      (select string_agg('(kept).' || column_name, ', ' order by place)
        from unnest(string_to_array(part.columns, ', ')) with ordinality given (column_name, place)),
      part.name, part.name)
    using current_entity_id(), id;
  end loop;
  perform set_config('session_replication_role', 'origin', true);
  -- What came since was told already.
  update notification_definitions set delivered_through = greatest(delivered_through,
    coalesce((select last_number from event_counters where entity_id = current_entity_id()), 0))
  where entity_id = current_entity_id();
end $$;

-- The latest migration that ran.
create function snapshot_schema() returns text language sql stable security definer
  set search_path = public
  return (select max(name) from migrations);
