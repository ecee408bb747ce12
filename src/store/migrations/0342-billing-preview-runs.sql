-- What billing would make, for many accounts: computed in batches, and kept as the lines of a file.
create table billing_preview_runs (
  entity_id uuid not null default current_entity_id() references entities,
  billing_preview_run_id uuid primary key,
  run_number text not null,
  -- Pending, Processing, Completed, Error.
  status text not null,
  -- As asked for: {targetDate, runDate, assumeRenewal, batches, …}.
  request jsonb not null,
  total_accounts integer not null default 0,
  succeeded_accounts integer not null default 0,
  error_message text,
  started_at timestamptz,
  ended_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  unique (entity_id, run_number)
);
call protect_by_entity('billing_preview_runs');

create table billing_preview_batches (
  entity_id uuid not null default current_entity_id(),
  billing_preview_run_id uuid not null references billing_preview_runs on delete cascade,
  batch_number integer not null,
  account_ids uuid[] not null,
  finished_at timestamptz,
  succeeded_accounts integer not null default 0,
  -- The first account that failed, in words.
  error_message text,
  -- Lines of CSV, without titles.
  lines text not null default '',
  primary key (billing_preview_run_id, batch_number)
);
call protect_by_entity('billing_preview_batches');
