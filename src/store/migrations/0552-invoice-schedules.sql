-- Charges that are billed on days and with amounts of their own.
create table invoice_schedules (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  invoice_schedule_id uuid not null,
  invoice_schedule_number text not null,
  notes text,
  invoice_separately boolean not null,
  is_paused boolean not null default false,
  -- As the caller named them.
  orders text[] not null,
  specific_subscriptions jsonb not null,
  -- When it was made.
  total_amount numeric not null,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (account_id, invoice_schedule_id)
);
create unique index on invoice_schedules (entity_id, invoice_schedule_id);
create unique index on invoice_schedules (entity_id, invoice_schedule_number);
call protect_by_entity('invoice_schedules');

create table invoice_schedule_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  invoice_schedule_id uuid not null,
  invoice_schedule_item_id uuid not null,
  -- The order in which they are billed.
  position integer not null,
  name text,
  -- Null: only when it is asked for.
  run_date date,
  amount numeric not null,
  -- Of the total, where that was given instead of the amount.
  percentage numeric,
  is_processed boolean not null default false,
  -- Null: nothing was left to bill.
  invoice_id uuid,
  primary key (account_id, invoice_schedule_id, invoice_schedule_item_id),
  foreign key (account_id, invoice_schedule_id) references invoice_schedules on delete cascade
);
create index on invoice_schedule_items (entity_id, run_date) where not is_processed;
call protect_by_entity('invoice_schedule_items');

-- What no bill run bills any more: of each charge its first segment.
create table invoice_schedule_charges (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  charge_number text not null,
  subscription_number text not null,
  invoice_schedule_id uuid not null,
  primary key (account_id, charge_number),
  foreign key (account_id, invoice_schedule_id) references invoice_schedules on delete cascade
);
create index on invoice_schedule_charges (account_id, invoice_schedule_id);
call protect_by_entity('invoice_schedule_charges');

alter table invoice_items
  add column invoice_schedule_id uuid, add column invoice_schedule_item_id uuid;

create procedure create_invoice_schedule_sequence(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('invoice_schedule'));
  execute format('grant usage, select, update on %s to quittance_server',
    sequence_name('invoice_schedule'));
end $$;

create function invoice_schedule_sequence_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_invoice_schedule_sequence(new.entity_id);
  return null;
end $$;

create trigger invoice_schedule_sequence after insert on entities
  for each row execute function invoice_schedule_sequence_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_invoice_schedule_sequence(entity);
  end loop;
end $$;
