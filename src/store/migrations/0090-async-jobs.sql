-- Orders that are accepted now and executed in a moment: POST /v1/async/orders. The queue of
-- graphile-worker, a schema of its own, says what is to be run; this says what became of it.
create table async_jobs (
  entity_id uuid not null default current_entity_id() references entities,
  job_id uuid not null,
  job_type text not null check (job_type in ('AsyncCreateOrder', 'AsyncPreviewOrder')),
  status text not null default 'Processing' check (status in ('Processing', 'Completed', 'Failed')),
  -- Values of the engine, as src/store/stored-values.ts writes them.
  request jsonb not null,
  result jsonb,
  -- "[code]: message", as the wire has it.
  errors text,
  created_by_id uuid not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (entity_id, job_id),
  check ((status = 'Completed') = (result is not null)),
  check ((status = 'Failed') = (errors is not null)),
  check ((status = 'Processing') = (finished_at is null))
);
call protect_by_entity('async_jobs');
