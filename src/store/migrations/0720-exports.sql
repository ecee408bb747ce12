-- Exports: queries of a caller's that a job runs, each into a file. One query of POST /v1/object/export,
-- or up to fifty of POST /v1/batch-query, which read one moment. docs/decisions/0720.
create table export_jobs (
  entity_id uuid not null default current_entity_id() references entities,
  job_id uuid primary key,
  -- Export, Aggregate.
  kind text not null,
  name text,
  -- csv, zip, gzip.
  format text not null,
  -- submitted, executing, completed, error, cancelled.
  status text not null,
  -- Of aggregate jobs, as they were asked for.
  version text,
  partner text,
  project text,
  notify_url text,
  incremental_time timestamptz,
  offset_seconds integer not null default 0,
  is_in_utc boolean not null default false,
  uses_api_names boolean not null default true,
  null_replacement text not null default '',
  repeats_queries boolean not null default false,
  attempts integer not null default 0,
  -- The moment that it reads, on the entity's clock.
  started_at timestamptz,
  -- From here on the next of its session asks what has changed: docs/decisions/0721.
  next_since timestamptz,
  ended_at timestamptz,
  -- Those that the caller sees; null: all.
  organization_ids uuid[] default current_organization_ids(),
  created_by_id uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on export_jobs (entity_id, partner, project, started_at desc)
  where status = 'completed' and partner is not null;
create index on export_jobs (entity_id, created_at);
call protect_by_entity('export_jobs');

create table export_batches (
  entity_id uuid not null default current_entity_id(),
  job_id uuid not null references export_jobs on delete cascade,
  batch_number integer not null,
  batch_id uuid not null,
  name text,
  query text not null,
  -- zoql, zoqlexport.
  query_type text not null,
  api_version text not null,
  deleted_column text,
  -- Numeric, Boolean.
  deleted_format text,
  exports_deleted boolean not null default false,
  is_full boolean not null default true,
  -- Of an incremental load.
  since timestamptz,
  -- pending, executing, completed, aborted.
  status text not null default 'pending',
  record_count bigint not null default 0,
  message text,
  file_id uuid,
  organization_ids uuid[] default current_organization_ids(),
  primary key (job_id, batch_number)
);
create unique index on export_batches (file_id);
call protect_by_entity('export_batches');

-- Result files, piece by piece.
create table export_pieces (
  entity_id uuid not null default current_entity_id(),
  job_id uuid not null references export_jobs on delete cascade,
  file_id uuid not null,
  piece_number integer not null,
  content bytea not null,
  -- Of its job.
  organization_ids uuid[],
  primary key (file_id, piece_number)
);
create index on export_pieces (job_id);
call protect_by_entity('export_pieces');
