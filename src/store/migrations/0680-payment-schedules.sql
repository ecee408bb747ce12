-- Payments that are to be collected on days of their own.
create table payment_schedules (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  payment_schedule_id uuid not null,
  payment_schedule_number text not null,
  description text,
  is_custom boolean not null,
  -- Of recurring ones.
  period text check (period in ('Monthly', 'Weekly', 'BiWeekly')),
  run_hour integer not null,
  start_date date not null,
  standalone boolean not null,
  -- [{type, id, number}]
  billing_documents jsonb not null,
  custom_fields jsonb not null default '{}',
  cancel_date date,
  cancelled_by_id uuid,
  cancelled_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (account_id, payment_schedule_id),
  check (is_custom = (period is null))
);
create unique index on payment_schedules (entity_id, payment_schedule_id);
create unique index on payment_schedules (entity_id, payment_schedule_number);
call protect_by_entity('payment_schedules');

create table payment_schedule_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  payment_schedule_id uuid not null,
  payment_schedule_item_id uuid not null,
  -- From 1 in its schedule.
  number integer not null,
  scheduled_date date not null,
  run_hour integer not null check (run_hour between 0 and 23),
  amount numeric not null,
  currency text not null,
  payment_method_id uuid,
  payment_gateway_id uuid,
  description text,
  -- What its payment pays, [{type, id, number}]: the documents of the schedule, or its own.
  billing_documents jsonb not null,
  -- What a person or a refusal has made of it. Once it has a payment, that one's status is its own.
  status text not null check (status in ('Pending', 'Error', 'Canceled')),
  error_message text,
  -- Of the latest try. No reference: a payment may be transferred or deleted.
  payment_id uuid,
  -- That somebody else has made, and that count for it.
  linked_payment_ids uuid[] not null default '{}',
  cancellation_reason text,
  cancelled_by_id uuid,
  cancelled_at timestamptz,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (account_id, payment_schedule_id, payment_schedule_item_id),
  foreign key (account_id, payment_schedule_id) references payment_schedules on delete cascade
);
create unique index on payment_schedule_items (entity_id, payment_schedule_item_id);
create index on payment_schedule_items (entity_id, scheduled_date);
-- What the daily work looks for.
create index payment_schedule_items_to_collect
  on payment_schedule_items (entity_id, scheduled_date)
  where status = 'Pending' and payment_id is null;
call protect_by_entity('payment_schedule_items');

create procedure create_payment_schedule_sequence(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('payment_schedule'));
  execute format('grant usage, select, update on %s to quittance_server',
    sequence_name('payment_schedule'));
end $$;

create function payment_schedule_sequence_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_payment_schedule_sequence(new.entity_id);
  return null;
end $$;

create trigger payment_schedule_sequence after insert on entities
  for each row execute function payment_schedule_sequence_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_payment_schedule_sequence(entity);
  end loop;
end $$;

-- How far an item is: what became of its payment, or what a person or a refusal has made of it.
create function payment_schedule_item_state(item payment_schedule_items, payment_status text)
returns text language sql immutable as $$
  select case
    when item.status = 'Canceled' then 'Canceled'
    when item.linked_payment_ids <> '{}' then 'Processed'
    when item.payment_id is null then item.status
    when payment_status in ('Processing', 'Processed') then payment_status
    else 'Error'
  end
$$;
