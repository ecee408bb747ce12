-- The chart of accounts, and the periods that postings belong to.
create table accounting_codes (
  entity_id uuid not null default current_entity_id() references entities,
  accounting_code_id uuid not null,
  name text not null,
  type text not null,
  gl_account_name text,
  gl_account_number text,
  notes text,
  active boolean not null default true,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, accounting_code_id),
  unique (entity_id, name)
);
call protect_by_entity('accounting_codes');

-- Each begins when the one before ends; those that are closed come before those that are not.
create table accounting_periods (
  entity_id uuid not null default current_entity_id() references entities,
  accounting_period_id uuid not null,
  name text not null,
  notes text,
  fiscal_year integer not null,
  fiscal_quarter integer check (fiscal_quarter between 1 and 4),
  start_date date not null,
  -- The first day after it.
  end_date date not null,
  status text not null check (status in ('Open', 'PendingClose', 'Closed')),
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, accounting_period_id),
  unique (entity_id, name),
  unique (entity_id, start_date),
  check (start_date < end_date)
);
call protect_by_entity('accounting_periods');

-- Whoever posts and whoever closes a period wait for each other, and nobody else.
create function lock_accounting_periods(to_close boolean) returns void
  language sql volatile as $$
    select case when to_close
      then pg_advisory_xact_lock(784884, hashtext(current_entity_id()::text))
      else pg_advisory_xact_lock_shared(784884, hashtext(current_entity_id()::text)) end
  $$;

-- Nothing is posted into a closed period, whoever posts it: docs/decisions/0362. What gives up a
-- receivable may be.
create function refuse_closed_period() returns trigger language plpgsql as $$
declare
  refused record;
begin
  if not exists (select from entries) then return null; end if;
  perform lock_accounting_periods(false);
  if not exists (select from accounting_periods where status = 'Closed') then return null; end if;
  select period.name, entry.accounting_date into refused
  from entries entry join accounting_periods period
    on entry.accounting_date >= period.start_date and entry.accounting_date < period.end_date
  where period.status = 'Closed' and not exists (
    select from entries written_off where written_off.document_id = entry.document_id
    and 'WriteOffExpense' in (written_off.debit, written_off.credit))
  limit 1;
  if found then
    raise exception 'accounting period % is closed', refused.name using
      errcode = 'P0C01',
      detail = json_build_object('period', refused.name, 'date', refused.accounting_date)::text;
  end if;
  return null;
end $$;

create trigger closed_periods after insert on journal_entries
  referencing new table as entries
  for each statement execute function refuse_closed_period();
