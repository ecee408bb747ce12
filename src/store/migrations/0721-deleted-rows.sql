-- Which objects have been deleted, for 30 days: exports tell of them (docs/decisions/0721). No more than
-- their ids, so that nothing stays of what somebody wanted gone.
create table deleted_rows (
  entity_id uuid not null,
  table_name text not null,
  -- Whose it was, where it was an account's.
  account_id uuid,
  object_id uuid not null,
  -- On the entity's clock, as the moment of every change.
  deleted_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp()
);
create index on deleted_rows (entity_id, table_name, deleted_at);
call protect_by_entity('deleted_rows');
-- Only the function below writes it, as the owner.
revoke insert, update on deleted_rows from quittance_server;

-- Argument: the column of the id.
create function keep_deleted_rows() returns trigger language plpgsql
  security definer set search_path = public as $$
begin
  insert into deleted_rows (entity_id, table_name, account_id, object_id, deleted_at)
  select gone.entity_id, tg_table_name, (to_jsonb(gone) ->> 'account_id')::uuid,
    (to_jsonb(gone) ->> tg_argv[0])::uuid,
    case when e.clock_date is null then clock_timestamp()
      else (e.clock_date + (clock_timestamp() at time zone e.time_zone)::time)
        at time zone e.time_zone end
  from old_rows gone join entities e using (entity_id);
  return null;
end $$;

do $$
declare
  told record;
begin
  for told in select * from (values
    ('contacts', 'contact_id'), ('payment_methods', 'payment_method_id'),
    ('orders', 'order_id'), ('order_actions', 'order_action_id'),
    ('order_line_items', 'order_line_item_id'), ('subscriptions', 'subscription_id'),
    ('rate_plans', 'rate_plan_id'), ('rate_plan_charges', 'charge_id'),
    ('invoices', 'invoice_id'), ('invoice_items', 'invoice_item_id'),
    ('credit_memos', 'credit_memo_id'), ('credit_memo_items', 'credit_memo_item_id'),
    ('debit_memos', 'debit_memo_id'), ('debit_memo_items', 'debit_memo_item_id'),
    ('payments', 'payment_id'), ('refunds', 'refund_id'), ('usage_records', 'usage_id')
  ) as told (name, key)
  loop
    execute format('create trigger keep_deleted after delete on %I '
      'referencing old table as old_rows for each statement '
      'execute function keep_deleted_rows(%L)', told.name, told.key);
  end loop;
end $$;
