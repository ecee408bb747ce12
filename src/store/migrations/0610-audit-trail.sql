-- Who has changed what: docs/decisions/0610. Written by triggers, so that no way of writing is
-- forgotten; numbered and chained after commit, so that writers do not wait for each other.
create table audit_changes (
  entity_id uuid not null,
  change_id uuid not null default gen_random_uuid(),
  -- Drawn while what is changed is locked: so changes of one object are in order.
  written bigint generated always as identity,
  occurred_at timestamptz not null default clock_timestamp(),
  user_id uuid,
  request_id text,
  -- The operation; 'Server' of the server's own work, 'Database' of what has gone past it.
  source text not null,
  action text not null check (action in ('Insert', 'Update', 'Delete')),
  -- A table, and the key in it; null where a statement has changed many documents at once.
  object_type text not null,
  object_id text,
  account_id uuid,
  -- Of an update, what has changed.
  before jsonb,
  after jsonb,
  -- Null until it is chained.
  change_number bigint,
  previous_hash bytea,
  hash bytea,
  primary key (entity_id, change_id),
  check ((change_number is null) = (hash is null)
    and (change_number is null) = (previous_hash is null))
);
create unique index on audit_changes (entity_id, change_number) where change_number is not null;
create index unchained_audit_changes on audit_changes (entity_id, written)
  where change_number is null;
create index on audit_changes (entity_id, object_id, change_number);
create index on audit_changes (entity_id, request_id, change_number);
create index on audit_changes (entity_id, user_id, change_number);
create index on audit_changes (entity_id, occurred_at);
call protect_by_entity('audit_changes');
-- Only the functions below write it, as the owner.
revoke insert, update, delete on audit_changes from quittance_server;

-- How far the chain goes. Whoever chains holds its row.
create table audit_chains (
  entity_id uuid primary key,
  last_number bigint not null default 0,
  last_hash bytea not null default decode(repeat('00', 32), 'hex')
);
call protect_by_entity('audit_chains');
revoke insert, update, delete on audit_chains from quittance_server;

-- What is written stays as it is, whoever asks. The columns of the chain are filled once.
create function keep_audit_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.change_number is null then return new; end if;
  if tg_op = 'UPDATE' and old.change_number is null and new.change_number is not null
    and to_jsonb(new) - '{change_number,previous_hash,hash}'::text[]
      = to_jsonb(old) - '{change_number,previous_hash,hash}'::text[]
  then return new; end if;
  raise exception 'the audit trail is append-only';
end $$;
create trigger append_only before insert or update or delete on audit_changes
  for each row execute function keep_audit_changes();
create trigger never_truncated before truncate on audit_changes
  for each statement execute function keep_audit_changes();

-- SHA-256 of a change and of the hash before it, over the text of a jsonb array.
create function audit_hash(change audit_changes) returns bytea language sql stable as $$
  select sha256(convert_to(jsonb_build_array(
    encode(change.previous_hash, 'hex'), change.change_number, change.entity_id, change.change_id,
    extract(epoch from change.occurred_at), change.user_id, change.request_id, change.source,
    change.action, change.object_type, change.object_id, change.account_id,
    change.before, change.after)::text, 'UTF8'))
$$;

-- Chains what is committed and is not chained, at most so many; returns how many.
create function chain_audit_changes(most integer) returns integer language plpgsql
  security definer set search_path = public as $$
declare
  chain audit_chains;
  change audit_changes;
  chained integer := 0;
begin
  if not exists (select from audit_changes
    where entity_id = current_entity_id() and change_number is null) then return 0; end if;
  insert into audit_chains (entity_id) values (current_entity_id()) on conflict do nothing;
  select * into chain from audit_chains where entity_id = current_entity_id() for update;
  -- Another statement: it sees what whoever held the row before us has chained.
  for change in
    select * from audit_changes
    where entity_id = current_entity_id() and change_number is null order by written limit most
  loop
    change.change_number := chain.last_number + 1;
    change.previous_hash := chain.last_hash;
    change.hash := audit_hash(change);
    update audit_changes set change_number = change.change_number,
      previous_hash = change.previous_hash, hash = change.hash
    where entity_id = change.entity_id and change_id = change.change_id;
    chain.last_number := change.change_number;
    chain.last_hash := change.hash;
    chained := chained + 1;
  end loop;
  update audit_chains set last_number = chain.last_number, last_hash = chain.last_hash
  where entity_id = chain.entity_id;
  return chained;
end $$;

-- Which entities have something to chain: asked for all at once, whose rows no request may see.
create function entities_with_unchained_changes() returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic select distinct entity_id from audit_changes where change_number is null; end;

-- Whether a request is what changes something, rather than work that nobody waits for.
create function is_requested() returns boolean language sql stable
  return coalesce(current_setting('quittance.request_id', true), '') <> '';

-- A row as it may be told: secrets are not, only that they are there.
create function audit_told(given jsonb, secrets text[]) returns jsonb language plpgsql immutable as $$
declare
  secret text;
begin
  foreach secret in array secrets loop
    if coalesce(given #> string_to_array(secret, '.'), 'null') <> 'null' then
      given := jsonb_set(given, string_to_array(secret, '.'), '"(not told)"');
    end if;
  end loop;
  return given;
end $$;

-- Of changed rows what tells them from each other, in the order of the key's columns.
create function audit_key(given jsonb, keys text[]) returns text language sql immutable as $$
  select string_agg(given ->> key, '/' order by place) from unnest(keys) with ordinality k (key, place)
$$;

-- Arguments: columns of the key, columns whose changes are nobody's decision, columns that are secret
-- (or paths into jsonb), and how many rows of one statement are told one by one.
create function record_audit_changes() returns trigger language plpgsql
  security definer set search_path = public set plan_cache_mode = force_generic_plan as $$
declare
  keys text[] := string_to_array(tg_argv[0], ',');
  ignored text[] := string_to_array(tg_argv[1], ',');
  secrets text[] := string_to_array(tg_argv[2], ',');
  most integer := nullif(tg_argv[3], '')::integer;
  by_user uuid := nullif(current_setting('quittance.user_id', true), '')::uuid;
  by_request text := nullif(current_setting('quittance.request_id', true), '');
  by_what text := coalesce(nullif(current_setting('quittance.operation', true), ''),
    case current_setting('role') when 'quittance_server' then 'Server' else 'Database' end);
  how_many bigint;
  whose uuid;
begin
  if tg_op = 'DELETE' then
    select count(*) into how_many from old_rows;
  else
    select count(*) into how_many from new_rows;
  end if;
  if how_many = 0 then return null; end if;
  if how_many > most then
    if tg_op = 'DELETE' then
      select entity_id into whose from old_rows limit 1;
    else
      select entity_id into whose from new_rows limit 1;
    end if;
    insert into audit_changes (entity_id, user_id, request_id, source, action, object_type, after)
    values (whose, by_user, by_request, by_what, initcap(tg_op), tg_table_name,
      jsonb_build_object('rows', how_many));
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into audit_changes (entity_id, user_id, request_id, source, action, object_type,
      object_id, account_id, after)
    select (row ->> 'entity_id')::uuid, by_user, by_request, by_what, 'Insert', tg_table_name,
      audit_key(row, keys), (row ->> 'account_id')::uuid, audit_told(row, secrets)
    from (select to_jsonb(given) as row from new_rows given) given;
  elsif tg_op = 'DELETE' then
    insert into audit_changes (entity_id, user_id, request_id, source, action, object_type,
      object_id, account_id, before)
    select (row ->> 'entity_id')::uuid, by_user, by_request, by_what, 'Delete', tg_table_name,
      audit_key(row, keys), (row ->> 'account_id')::uuid, audit_told(row, secrets)
    from (select to_jsonb(given) as row from old_rows given) given;
  else
    insert into audit_changes (entity_id, user_id, request_id, source, action, object_type,
      object_id, account_id, before, after)
    select (new_row ->> 'entity_id')::uuid, by_user, by_request, by_what, 'Update', tg_table_name,
      key, (new_row ->> 'account_id')::uuid,
      (select jsonb_object_agg(name, value) from jsonb_each(audit_told(old_row, secrets))
          told (name, value)
        where name not in ('updated_at', 'updated_by_id')
          and old_row -> name is distinct from new_row -> name),
      (select jsonb_object_agg(name, value) from jsonb_each(audit_told(new_row, secrets))
          told (name, value)
        where name not in ('updated_at', 'updated_by_id')
          and old_row -> name is distinct from new_row -> name)
    from (select to_jsonb(given) as old_row, audit_key(to_jsonb(given), keys) as key
        from old_rows given) before
      join (select to_jsonb(given) as new_row, audit_key(to_jsonb(given), keys) as key
        from new_rows given) after using (key)
    where old_row - ignored is distinct from new_row - ignored;
  end if;
  return null;
end $$;

-- Every change of what people keep up, whoever makes it.
create procedure audit_table(audited regclass, keys text, ignored text = '', secrets text = '')
language plpgsql as $$
begin
  execute format('create trigger audited_inserts after insert on %s referencing new table as new_rows '
    'for each statement execute function record_audit_changes(%L, %L, %L, %L)',
    audited, keys, 'updated_at,updated_by_id,' || ignored, secrets, '');
  execute format('create trigger audited_updates after update on %s '
    'referencing old table as old_rows new table as new_rows '
    'for each statement execute function record_audit_changes(%L, %L, %L, %L)',
    audited, keys, 'updated_at,updated_by_id,' || ignored, secrets, '');
  execute format('create trigger audited_deletes after delete on %s referencing old table as old_rows '
    'for each statement execute function record_audit_changes(%L, %L, %L, %L)',
    audited, keys, 'updated_at,updated_by_id,' || ignored, secrets, '');
end $$;

-- What requests change of documents that are there: their making is told by themselves, by events and
-- by the journal. A statement that changes many is told in one row.
create procedure audit_documents(audited regclass, keys text, ignored text = '')
language plpgsql as $$
begin
  execute format('create trigger audited_updates after update on %s '
    'referencing old table as old_rows new table as new_rows '
    'for each statement when (is_requested()) '
    'execute function record_audit_changes(%L, %L, %L, %L)',
    audited, keys, 'updated_at,updated_by_id,' || ignored, '', '100');
  execute format('create trigger audited_deletes after delete on %s referencing old table as old_rows '
    'for each statement when (is_requested()) '
    'execute function record_audit_changes(%L, %L, %L, %L)',
    audited, keys, 'updated_at,updated_by_id,' || ignored, '', '100');
end $$;

call audit_table('entities', 'entity_id');
call audit_table('settings', 'name');
call audit_table('accounts', 'account_id', 'caught_up_through_date');
-- Who somebody is can be scrubbed (docs/decisions/0620): it is never in what stays for ever.
call audit_table('contacts', 'contact_id', 'snapshot_id',
  'first_name,last_name,nickname,address1,address2,city,county,state,postal_code,country,'
  'tax_region,description,fax,home_phone,mobile_phone,work_phone,other_phone,personal_email,'
  'work_email');
call audit_table('products', 'product_id');
call audit_table('product_rate_plans', 'product_rate_plan_id');
call audit_table('product_rate_plan_charges', 'product_rate_plan_charge_id');
call audit_table('payment_gateways', 'payment_gateway_id');
call audit_table('payment_methods', 'payment_method_id',
  'num_consecutive_failures,total_number_of_error_payments,total_number_of_processed_payments,'
  'last_transaction,last_transaction_at,last_failed_sale_transaction_at',
  'token_id,second_token_id,bank_identification,masked,details,mandate_info');
call audit_table('users', 'user_id');
call audit_table('roles', 'role_id');
call audit_table('oauth_clients', 'client_id', 'last_used_at',
  'client_secret_hash,former_secret_hash');
call audit_table('notification_definitions', 'notification_definition_id', 'delivered_through',
  'signing_secret,callout.calloutAuth');
call audit_table('event_triggers', 'event_trigger_id', 'statements');
call audit_table('email_templates', 'email_template_id');
call audit_table('accounting_codes', 'accounting_code_id');
call audit_table('accounting_periods', 'accounting_period_id');
call audit_table('tax_engines', 'tax_engine_id', '', 'password');
call audit_table('tax_companies', 'tax_company_id');
call audit_table('tax_codes', 'tax_code_id');
call audit_table('tax_rate_periods', 'tax_rate_period_id');
call audit_table('tax_rates', 'tax_rate_id');
call audit_table('sequence_sets', 'sequence_set_id');
call audit_table('document_sequences', 'sequence_set_id,kind', 'next_number');
call audit_table('attachments', 'attachment_id');
call audit_table('custom_exchange_rates', 'rate_date,currency_from,currency_to');

call audit_documents('orders', 'order_id');
call audit_documents('order_actions', 'order_action_id');
call audit_documents('order_line_items', 'order_line_item_id', 'billed_document_id,billed_document_type,billed_item_id');
call audit_documents('subscriptions', 'subscription_id',
  'is_latest_version,changes_by_itself_on,earlier_invoice_owner_ids');
call audit_documents('rate_plans', 'rate_plan_id');
call audit_documents('rate_plan_charges', 'charge_id',
  'charged_through_date,processed_through_date');
call audit_documents('bill_runs', 'bill_run_id',
  'accounts_done,accounts_total,batches,errors,invoiced,credited,invoices_generated,'
  'credit_memos_generated');
call audit_documents('payment_runs', 'payment_run_id', 'error');
call audit_documents('invoices', 'invoice_id', 'balance');
call audit_documents('credit_memos', 'credit_memo_id',
  'unapplied_amount,refund_amount,reserved_amount,reversed_amount');
call audit_documents('debit_memos', 'debit_memo_id', 'balance');
call audit_documents('payments', 'payment_id',
  'unapplied_amount,refund_amount,reserved_amount,attempts,next_attempt_at,idempotency_key');
call audit_documents('refunds', 'refund_id', 'attempts,next_attempt_at,idempotency_key');
call audit_documents('credit_balance_adjustments', 'credit_balance_adjustment_id');
call audit_documents('invoice_schedules', 'invoice_schedule_id');
call audit_documents('invoice_schedule_items', 'invoice_schedule_item_id');
call audit_documents('taxation_items', 'taxation_item_id',
  'balance,unapplied_amount,refund_amount');

-- Usage comes by hand and by the file: what is written by hand is told one by one.
call audit_documents('usage_records', 'usage_id');
create trigger audited_inserts after insert on usage_records referencing new table as new_rows
  for each statement when (is_requested())
  execute function record_audit_changes('usage_id', '', '', '100');
