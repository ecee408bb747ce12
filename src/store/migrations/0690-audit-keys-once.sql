-- As in 0610, but the key of each row is made once, not once for each row that it is compared with.
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
