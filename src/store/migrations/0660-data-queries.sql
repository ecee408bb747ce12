-- Data queries: SQL that callers send, read as a role that sees nothing but views.

-- quittance_query reads the views of the schema data_query and owns nothing. quittance_query_source
-- owns the views: what they show is what row-level security shows to it.
do $$ begin
  create role quittance_query nologin;
exception
  when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  create role quittance_query_source nologin;
exception
  when duplicate_object or unique_violation then null;
end $$;

do $$ begin
  execute format('grant quittance_query, quittance_query_source to %I', current_user);
exception
  when others then raise notice 'grant of quittance_query: %', sqlerrm;
end $$;

create schema data_query_own;
grant usage on schema data_query_own to quittance_server, quittance_query_source;

-- Whose data a backend is reading. A row is never committed, so nobody but its own transaction sees
-- it, and the role that runs the query cannot write it: no SQL that a caller sends changes the entity.
create unlogged table data_query_own.readers (
  backend_pid integer primary key,
  entity_id uuid not null
);
grant insert on data_query_own.readers to quittance_server;

create function data_query_own.entity_id() returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as 'select r.entity_id from data_query_own.readers r where r.backend_pid = pg_backend_pid()';
revoke execute on function data_query_own.entity_id() from public;
grant execute on function data_query_own.entity_id() to quittance_query, quittance_query_source;

-- So that a sort cannot fill the disk. Where the owner is no superuser, who runs PostgreSQL sets it.
do $$ begin
  grant set on parameter temp_file_limit to quittance_server;
exception
  when others then raise notice 'grant of temp_file_limit: %', sqlerrm;
end $$;

create table data_query_jobs (
  entity_id uuid not null default current_entity_id() references entities,
  job_id uuid primary key,
  query text not null,
  -- JSON, CSV, TSV, DSV.
  output_format text not null,
  column_separator text not null,
  -- NONE, GZIP, ZIP.
  compression text not null,
  use_index_join boolean not null,
  -- accepted, in_progress, completed, failed, cancelled.
  status text not null,
  attempts integer not null default 0,
  output_rows bigint,
  error_message text,
  started_at timestamptz,
  ended_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on data_query_jobs (entity_id, updated_at desc);
call protect_by_entity('data_query_jobs');

-- The result file, piece by piece.
create table data_query_pieces (
  entity_id uuid not null default current_entity_id(),
  job_id uuid not null references data_query_jobs on delete cascade,
  piece_number integer not null,
  content bytea not null,
  primary key (job_id, piece_number)
);
call protect_by_entity('data_query_pieces');
