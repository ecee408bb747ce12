-- An order that waits to be executed (Draft, Pending, Scheduled) is its rows: its actions have made no
-- version yet, and a subscription that is to be created has no number unless one was chosen.
alter table order_actions
  alter column subscription_number drop not null,
  alter column new_version drop not null,
  -- The ordered action as the engine takes it (stored-values.ts); null once it is executed.
  add column to_execute jsonb;
alter table orders
  -- The rest of the order, likewise.
  add column to_execute jsonb,
  add column scheduled_date date,
  add column scheduled_date_policy text,
  add column cancel_reason text;
create index on orders (entity_id, scheduled_date) where status = 'Scheduled';

-- What was created asynchronously before was completed.
update async_jobs set result = jsonb_set(result, '{order,status}', '"Completed"')
where job_type = 'AsyncCreateOrder' and status = 'Completed';
