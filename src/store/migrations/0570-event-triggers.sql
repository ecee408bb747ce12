-- Events of a tenant's own: told when an object changes so that a condition holds, in the transaction
-- of the change. docs/decisions/0570.
create table event_triggers (
  entity_id uuid not null default current_entity_id() references entities,
  event_trigger_id uuid not null,
  base_object text not null,
  condition text not null,
  description text,
  active boolean not null,
  event_type text not null,
  display_name text not null,
  event_type_description text,
  -- By INSERT, UPDATE, DELETE: {sql, parameters} of src/store/conditions/trigger-statements.ts.
  statements jsonb not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, event_trigger_id),
  unique (entity_id, event_type)
);
call protect_by_entity('event_triggers');

-- Whose statements a newer version has to make anew: asked for all at once.
create function entities_with_event_triggers() returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic select distinct entity_id from event_triggers; end;

-- What should have been done and was not, until it is: GET /v1/operations/failed-work.
create table failed_work (
  entity_id uuid not null default current_entity_id() references entities,
  -- "Event trigger", "Daily work" …
  work text not null,
  -- Which one of these: a number, a name.
  subject text not null,
  reason text not null,
  times integer not null default 1,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  primary key (entity_id, work, subject)
);
call protect_by_entity('failed_work');

-- Null for what is none: custom fields hold any text.
create function number_or_null(given text) returns numeric
  language sql immutable parallel safe
  return case when given ~ '^-?\d{1,30}(\.\d{1,30})?$' then given::numeric end;
-- PostgreSQL 15 cannot ask whether a text is one (pg_input_is_valid is of 16).
create function day_or_null(given text) returns date
  language plpgsql stable as $$
begin
  return case when given ~ '^\d{4}-\d\d-\d\d$' then given::date end;
exception when data_exception then return null;
end $$;
create function moment_or_null(given text) returns timestamptz
  language plpgsql stable as $$
begin
  return case when given ~ '^\d{4}-\d\d-\d\d' then given::timestamptz end;
exception when data_exception then return null;
end $$;

-- The day of a moment where the entity is.
create function local_date(moment timestamptz) returns date
  language sql stable
  return (moment at time zone
    (select time_zone from entities where entity_id = current_entity_id()))::date;

-- The moment on the entity's clock, as src/operations/context.ts has it.
create function entity_now() returns timestamptz
  language sql stable
  begin atomic
    select case when clock_date is null then now()
      else (clock_date + (now() at time zone time_zone)::time) at time zone time_zone end
    from entities where entity_id = current_entity_id();
  end;

-- Which changes the entity's triggers are about, " Invoice UPDATE Account INSERT ": looked up once in a
-- transaction, so that where there are none a statement pays for a look at a setting.
create function is_watched(change text) returns boolean
  language plpgsql stable as $$
declare
  entity text := current_setting('quittance.entity_id', true);
  known text := current_setting('quittance.watched', true);
begin
  if coalesce(entity, '') = '' then return false; end if;
  if known is null or not starts_with(known, entity) then
    known := entity || ' ' || coalesce((
      select string_agg(base_object || ' ' || kind, ' ')
      from event_triggers, jsonb_object_keys(statements) kind
      where entity_id = entity::uuid and active), '') || ' ';
    perform set_config('quittance.watched', known, true);
  end if;
  return strpos(known, ' ' || change || ' ') > 0;
end $$;

-- One statement for each trigger, whatever number of rows has changed. A condition that cannot be
-- reckoned fails nothing but itself.
create function tell_of_changes() returns trigger
  language plpgsql as $$
declare
  watching record;
  why text;
begin
  if not is_watched(tg_argv[0] || ' ' || tg_op) then return null; end if;
  for watching in
    select event_trigger_id, event_type, statements -> tg_op ->> 'sql' as matching,
      array(select value from jsonb_array_elements_text(statements -> tg_op -> 'parameters')
        with ordinality given (value, place) order by place) as parameters
    from event_triggers
    where entity_id = current_entity_id() and active and base_object = tg_argv[0]
    and statements ? tg_op
    order by event_trigger_id
  loop
    begin
      execute format(
        'with matched as materialized (
          select m.*, row_number() over () - 1 as position from (%s) m
        ), batch as (
          insert into event_batches (batch_id, event_count)
          select gen_random_uuid(), count(*) from matched having count(*) > 0
          returning batch_id
        )
        insert into events (batch_id, position, event_type, related_event, account_id, object_type,
          object_id, object_number, occurred_at)
        select batch_id, position, $2, $3, account_id, $4, object_id, object_number, entity_now()
        from matched, batch', watching.matching)
      using watching.parameters, watching.event_type, tg_op, tg_argv[0];
    exception
      when transaction_rollback or lock_not_available or out_of_memory or disk_full then raise;
      when others then
        get stacked diagnostics why = message_text;
        insert into failed_work (work, subject, reason)
        values ('Event trigger', watching.event_type, why)
        on conflict do nothing;
    end;
  end loop;
  return null;
end $$;

create procedure watch_table(table_name regclass, object text)
  language plpgsql as $$
begin
  execute format('create trigger tell_of_inserts after insert on %s
    referencing new table as new_rows for each statement execute function tell_of_changes(%L)',
    table_name, object);
  execute format('create trigger tell_of_updates after update on %s
    referencing old table as old_rows new table as new_rows
    for each statement execute function tell_of_changes(%L)', table_name, object);
  execute format('create trigger tell_of_deletes after delete on %s
    referencing old table as old_rows for each statement execute function tell_of_changes(%L)',
    table_name, object);
end $$;

call watch_table('accounts', 'Account');
call watch_table('bill_runs', 'BillingRun');
call watch_table('contacts', 'Contact');
call watch_table('credit_memos', 'CreditMemo');
call watch_table('credit_memo_items', 'CreditMemoItem');
call watch_table('debit_memos', 'DebitMemo');
call watch_table('debit_memo_items', 'DebitMemoItem');
call watch_table('invoices', 'Invoice');
call watch_table('invoice_items', 'InvoiceItem');
call watch_table('orders', 'Order');
call watch_table('order_actions', 'OrderAction');
call watch_table('order_line_items', 'OrderLineItem');
call watch_table('payments', 'Payment');
call watch_table('payment_methods', 'PaymentMethod');
call watch_table('products', 'Product');
call watch_table('product_rate_plans', 'ProductRatePlan');
call watch_table('product_rate_plan_charges', 'ProductRatePlanCharge');
call watch_table('rate_plans', 'RatePlan');
call watch_table('rate_plan_charges', 'RatePlanCharge');
call watch_table('refunds', 'Refund');
call watch_table('subscriptions', 'Subscription');
call watch_table('usage_records', 'Usage');
