-- Cancelling and writing off in bulk: docs/decisions/0810.
create table bulk_cancels (
  entity_id uuid not null default current_entity_id() references entities,
  bulk_cancel_id uuid primary key,
  bulk_cancel_number text not null,
  kind text not null check (kind in ('Cancel', 'WriteOff')),
  status text not null check (status in ('AwaitingFile', 'Planning', 'Planned', 'AwaitingApproval',
    'Approved', 'Running', 'Paused', 'Completed', 'Stopped', 'Error')),
  comment text,
  -- Which rows; null where a file says it.
  filter jsonb,
  file_name text,
  -- What is done to each row, with no day left open once it is planned.
  options jsonb not null,
  -- Counts plans: whoever approves says which one he has seen.
  plan_number integer not null default 1,
  -- The entity's day that the plan is of.
  plan_date date,
  -- Whether the rows of this plan are chosen; before that there is nothing to reckon.
  is_chosen boolean not null default false,
  needs_approval boolean,
  approved_by_id uuid,
  approved_at timestamptz,
  -- In whose name its orders are made.
  started_by_id uuid,
  -- Of the real clock: how long it has been running, and since when it runs again.
  ran_ms bigint not null default 0,
  running_since timestamptz,
  -- What the plan comes to, by state, currency and age.
  totals jsonb,
  error text,
  -- Who has made the plan as it is.
  planned_by_id uuid not null,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  -- Of whose accounts; null: of all.
  organization_ids uuid[] default current_organization_ids(),
  unique (entity_id, bulk_cancel_number)
);
create index on bulk_cancels (entity_id, created_at, bulk_cancel_id);
call protect_by_entity('bulk_cancels');
call audit_table('bulk_cancels', 'bulk_cancel_id', 'is_chosen,ran_ms,running_since,totals');

-- Who has taken it from one status to the next, and when.
create table bulk_cancel_transitions (
  entity_id uuid not null default current_entity_id(),
  bulk_cancel_id uuid not null references bulk_cancels on delete cascade,
  transition_number bigint generated always as identity,
  action text not null,
  from_status text,
  to_status text not null,
  plan_number integer not null,
  comment text,
  -- Null: the server itself.
  user_id uuid,
  happened_at timestamptz not null,
  organization_ids uuid[] default current_organization_ids(),
  primary key (bulk_cancel_id, transition_number)
);
call protect_by_entity('bulk_cancel_transitions');

-- Of an uploaded file: what each line names, and what is wrong with it.
create table bulk_cancel_lines (
  entity_id uuid not null default current_entity_id(),
  bulk_cancel_id uuid not null references bulk_cancels on delete cascade,
  line integer not null,
  subscription_number text,
  account_number text,
  document_number text,
  -- What the file itself says wrongly; found when it is read.
  file_error text,
  -- What it names that there is not; found anew with each plan.
  error text,
  organization_ids uuid[] default current_organization_ids(),
  primary key (bulk_cancel_id, line)
);
call protect_by_entity('bulk_cancel_lines');

-- One order or one write-off each: what it is to do, and what it has done.
create table bulk_cancel_rows (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  bulk_cancel_id uuid not null references bulk_cancels on delete cascade,
  row_number integer not null,
  -- Of the file that names it.
  line integer,
  subscription_number text,
  document_type text check (document_type in ('Invoice', 'DebitMemo')),
  document_id uuid,
  document_no text,
  due_date date,
  currency text not null,
  -- Chosen, then Planned or Refused; of a run Done, Moved or Failed.
  state text not null default 'Chosen'
    check (state in ('Chosen', 'Planned', 'Refused', 'Done', 'Moved', 'Failed')),
  -- Rows of one account follow each other: the one whose turn it is, and the one after this.
  is_next boolean not null default false,
  next_row integer,
  -- What it is to do, exactly; null before it is reckoned and where it is refused.
  planned jsonb,
  -- The sums of it, by the age of what is owed: [{bucket, owed, billed, credited, ...}].
  by_age jsonb not null default '[]',
  owed numeric not null default 0,
  billed numeric not null default 0,
  credited numeric not null default 0,
  kept_as_credit numeric not null default 0,
  written_off numeric not null default 0,
  left_owed numeric not null default 0,
  -- Why it is refused or has failed; what of it is left undone.
  problem_code text,
  problem text,
  -- [{what, was, is}]
  moved jsonb,
  order_no text,
  invoice_nos text[] not null default '{}',
  credit_memo_nos text[] not null default '{}',
  write_off_nos text[] not null default '{}',
  done_at timestamptz,
  primary key (account_id, bulk_cancel_id, row_number)
);
create unique index on bulk_cancel_rows (bulk_cancel_id, row_number);
create index bulk_cancel_rows_to_reckon on bulk_cancel_rows (bulk_cancel_id, row_number)
  where state = 'Chosen' and is_next;
create index bulk_cancel_rows_to_do on bulk_cancel_rows (bulk_cancel_id, row_number)
  where state = 'Planned' and is_next;
call protect_by_entity('bulk_cancel_rows');

create procedure create_bulk_cancel_sequence(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('bulk_cancel'));
  execute format('grant usage, select, update on %s to quittance_server',
    sequence_name('bulk_cancel'));
end $$;

create function bulk_cancel_sequence_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_bulk_cancel_sequence(new.entity_id);
  return null;
end $$;

create trigger bulk_cancel_sequence after insert on entities
  for each row execute function bulk_cancel_sequence_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_bulk_cancel_sequence(entity);
  end loop;
end $$;
