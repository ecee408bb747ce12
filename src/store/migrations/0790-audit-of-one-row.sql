-- What an order changes is one row of a table, mostly: it is written down as it was read, without being
-- looked for again among the rows of the statement.

create function audit_some(told jsonb, names text[]) returns jsonb
  language sql immutable parallel safe as $$
    select jsonb_object_agg(name, value) from jsonb_each(told) each (name, value) where name = any (names)
  $$;

-- As in 0780 otherwise.
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
  changed text[];
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
  elsif how_many = 1 then
    -- Had its key changed it would be another row, of which nothing is told.
    if audit_key(row_before, keys) = audit_key(row_after, keys) then
      changed := array(select name from jsonb_object_keys(row_after) name
        where row_before -> name is distinct from row_after -> name
        and name not in ('updated_at', 'updated_by_id'));
      insert into audit_changes (entity_id, user_id, request_id, source, action, object_type,
        object_id, account_id, before, after)
      values ((row_after ->> 'entity_id')::uuid, by_user, by_request, by_what, 'Update',
        tg_table_name, audit_key(row_after, keys), (row_after ->> 'account_id')::uuid,
        audit_some(audit_told(row_before, secrets), changed),
        audit_some(audit_told(row_after, secrets), changed));
    end if;
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
