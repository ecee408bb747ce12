-- For clients of the model before memos: what of an account's credit has paid an invoice, by one call.
-- The credit itself is in memos and payments; a row only says which of them have paid how much.
create table credit_balance_adjustments (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  credit_balance_adjustment_id uuid not null,
  credit_balance_adjustment_number text not null,
  invoice_id uuid not null,
  invoice_number text not null,
  adjustment_date date not null,
  currency text not null,
  amount numeric not null check (amount > 0),
  -- Processed, Canceled.
  status text not null,
  reason_code text,
  comment text,
  reference_id text,
  transferred_to_accounting text,
  custom_fields jsonb not null default '{}',
  -- [{kind, creditId, amount}]
  applied jsonb not null,
  cancelled_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, credit_balance_adjustment_id)
);
create index on credit_balance_adjustments (entity_id, credit_balance_adjustment_id);
create unique index on credit_balance_adjustments (entity_id, credit_balance_adjustment_number);
call protect_by_entity('credit_balance_adjustments');

create procedure create_credit_balance_adjustment_sequence(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('credit_balance_adjustment'));
  execute format('grant usage, select, update on %s to quittance_server',
    sequence_name('credit_balance_adjustment'));
end $$;

create function credit_balance_adjustment_sequence_of_new_entity() returns trigger
language plpgsql as $$
begin
  call create_credit_balance_adjustment_sequence(new.entity_id);
  return null;
end $$;

create trigger credit_balance_adjustment_sequence after insert on entities
  for each row execute function credit_balance_adjustment_sequence_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_credit_balance_adjustment_sequence(entity);
  end loop;
end $$;

-- Old clients name what a payment has paid of an invoice by its id. Ids grow with time, as the table
-- does: this index is tiny, and costs a new row nothing.
create index applications_by_id on applications using brin (application_id)
  with (pages_per_range = 32, autosummarize = on);
