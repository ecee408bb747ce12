alter table bill_runs
  add column bill_run_type text not null default 'Regular' check (bill_run_type in ('Regular', 'CatchUp')),
  add column include_subscriptions boolean not null default true,
  -- When it repeats, {repeatType, repeatFrom, …}; null: it does not.
  add column schedule jsonb,
  -- How a scheduled run's dates follow from its day: {targetDate, invoiceDate}.
  add column date_rules jsonb,
  -- The day on which it runs, in the entity's time zone.
  add column run_date date,
  -- When a scheduled run begins; false until that has come.
  add column scheduled_at timestamptz,
  add column is_due boolean not null default true,
  -- The same for all runs of a schedule: the first of them.
  add column series_id uuid,
  -- The run whose failed accounts it bills.
  add column retries_bill_run_id uuid;

create index scheduled_bill_runs on bill_runs (entity_id, scheduled_at)
  where status = 'Pending' and not is_due;
create index bill_runs_of_series on bill_runs (series_id) where series_id is not null;

-- Accounts that a run could not bill, all of them: the run itself lists the first.
create table bill_run_failures (
  entity_id uuid not null default current_entity_id(),
  bill_run_id uuid not null references bill_runs on delete cascade,
  account_id uuid not null,
  primary key (bill_run_id, account_id)
);
call protect_by_entity('bill_run_failures');

-- What was billed elsewhere before: a catch-up run moves through dates and makes no documents, so that
-- nothing of these days can be credited. The account has the latest day of all its charges.
create table caught_up_charges (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  charge_number text not null,
  segment integer not null,
  through_date date not null,
  primary key (account_id, charge_number, segment)
);
call protect_by_entity('caught_up_charges');
