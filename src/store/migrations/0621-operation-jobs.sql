-- What is said to be done later, and is done at once: the field answers a job, which can be asked about.
create table operation_jobs (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  job_id uuid not null,
  object_type text not null,
  object_id uuid not null,
  operation_type text not null,
  status text not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, job_id)
);
create index on operation_jobs (job_id);
call protect_by_entity('operation_jobs');
