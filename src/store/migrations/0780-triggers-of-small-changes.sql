-- What watches every statement costs each order: three calls here and fifteen there, of which most have
-- nothing to tell.

-- Which changes the entity's event triggers are about, " Invoice UPDATE Account INSERT ": a transaction
-- asks once, as it begins, and a statement about nothing of it calls nothing.
create function watched_changes(entity uuid) returns text language plpgsql stable
  set plan_cache_mode = force_generic_plan as $$
begin
  return (
    select ' ' || string_agg(base_object || ' ' || kind, ' ') || ' '
    from event_triggers, jsonb_object_keys(statements) kind
    where entity_id = entity and active);
end $$;

create or replace procedure watch_table(table_name regclass, object text)
  language plpgsql as $$
declare
  watched text := 'for each statement when (strpos(current_setting(''quittance.watched'', true), %L) > 0) '
    'execute function tell_of_changes(%L)';
begin
  execute format('create or replace trigger tell_of_inserts after insert on %s '
    'referencing new table as new_rows ' || watched,
    table_name, ' ' || object || ' INSERT ', object);
  execute format('create or replace trigger tell_of_updates after update on %s '
    'referencing old table as old_rows new table as new_rows ' || watched,
    table_name, ' ' || object || ' UPDATE ', object);
  execute format('create or replace trigger tell_of_deletes after delete on %s '
    'referencing old table as old_rows ' || watched,
    table_name, ' ' || object || ' DELETE ', object);
end $$;

do $$
declare
  watched record;
begin
  for watched in
    select tgrelid::regclass as table_name, convert_from(rtrim(tgargs, '\x00'), 'UTF8') as object
    from pg_trigger where tgname = 'tell_of_inserts'
  loop
    call watch_table(watched.table_name, watched.object);
  end loop;
end $$;

-- As in 0570, but whoever calls it has asked already.
create or replace function tell_of_changes() returns trigger
  language plpgsql as $$
declare
  watching record;
  why text;
begin
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

drop function is_watched(text);

-- As in 0690, but of a single row it is found out first whether anything has changed that is told: what
-- settles an invoice changes its balance only.
create or replace function record_audit_changes() returns trigger language plpgsql
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
  row_before jsonb;
  row_after jsonb;
  whose uuid;
begin
  if tg_op = 'DELETE' then
    select count(*) into how_many from old_rows;
  else
    select count(*) over (), to_jsonb(given) into how_many, row_after from new_rows given limit 1;
  end if;
  if coalesce(how_many, 0) = 0 then return null; end if;
  if how_many = 1 and tg_op = 'UPDATE' then
    select to_jsonb(given) into row_before from old_rows given;
    if row_before - ignored = row_after - ignored then return null; end if;
  end if;
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
    with before as materialized (
      select to_jsonb(given) as old_row, audit_key(to_jsonb(given), keys) as key from old_rows given
    ), after as materialized (
      select to_jsonb(given) as new_row, audit_key(to_jsonb(given), keys) as key from new_rows given
    )
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
    from before join after using (key)
    where old_row - ignored is distinct from new_row - ignored;
  end if;
  return null;
end $$;
