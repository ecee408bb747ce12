-- Collecting what is due, many accounts at once.

create table payment_runs (
  entity_id uuid not null default current_entity_id() references entities,
  payment_run_id uuid primary key,
  payment_run_number text not null,
  -- Pending, Processing, Completed, Error, Canceled.
  status text not null,
  -- Receivables that are due on this day or before; null for a run of given data.
  target_date date,
  -- When a run that is not executed at once is executed.
  run_at timestamptz,
  account_id uuid,
  batch text,
  bill_cycle_day text,
  currency text,
  payment_gateway_id uuid,
  billing_run_id uuid,
  auto_apply_credit_memo boolean not null,
  auto_apply_unapplied_payment boolean not null,
  collect_payment boolean not null,
  consolidated_payment boolean not null,
  process_payment_with_closed_pm boolean not null,
  -- Of a run of given data: as it was given.
  data jsonb,
  error text,
  executed_at timestamptz,
  completed_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, payment_run_number)
);
create index on payment_runs (entity_id, updated_at, payment_run_id);
call protect_by_entity('payment_runs');

-- What a run was to collect, one row a receivable, and how that went.
create table payment_run_rows (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  payment_run_id uuid not null,
  position integer not null,
  document_type text not null,
  document_id uuid,
  document_no text,
  -- Undefined parts of given data are null: then the account's own.
  payment_method_id uuid,
  payment_gateway_id uuid,
  comment text,
  requested_amount numeric,
  currency text not null,
  amount_to_collect numeric not null,
  amount_collected numeric not null default 0,
  -- What is still owed of it after the run.
  amount_left numeric not null default 0,
  -- Null until it is done: Processed, Error.
  result text,
  error_code text,
  error_message text,
  -- [{id, type, amount, appliedAmount, status}]
  transactions jsonb not null default '[]',
  primary key (account_id, payment_run_id, position)
);
create index on payment_run_rows (payment_run_id, position);
create index payment_run_rows_to_do on payment_run_rows (payment_run_id, account_id)
  where result is null;
call protect_by_entity('payment_run_rows');

create procedure create_payment_run_sequence(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('payment_run'));
  execute format('grant usage, select, update on %s to quittance_server',
    sequence_name('payment_run'));
end $$;

create function payment_run_sequence_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_payment_run_sequence(new.entity_id);
  return null;
end $$;

create trigger payment_run_sequence after insert on entities
  for each row execute function payment_run_sequence_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_payment_run_sequence(entity);
  end loop;
end $$;
