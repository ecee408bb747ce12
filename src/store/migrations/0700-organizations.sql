-- Organizations within an entity, and callers who see the accounts of some of them only: docs/decisions/0700.

-- Acts for whoever is limited to organizations: may what quittance_server may, of the rows that the
-- policies below let it see. They are policies of this role alone, so that nobody else's queries have them.
do $$ begin
  create role quittance_organization nologin;
exception
  when duplicate_object or unique_violation then null;
end $$;

do $$ begin
  grant quittance_server to quittance_organization;
  execute format('grant quittance_organization to %I', current_user);
exception
  when others then raise notice 'grant of quittance_organization: %', sqlerrm;
end $$;

-- The organizations that the current transaction is limited to; null: it is not.
create function current_organization_ids() returns uuid[]
  language sql stable parallel safe
  return nullif(current_setting('quittance.organization_ids', true), '')::uuid[];

create table organizations (
  entity_id uuid not null default current_entity_id() references entities,
  organization_id uuid primary key,
  name text not null,
  -- Says how they belong together, and gives nobody access to anything.
  parent_id uuid references organizations,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, name)
);
call protect_by_entity('organizations');
call audit_table('organizations', 'organization_id');

-- Null: of no organization, and seen by all.
alter table accounts add column organization_id uuid references organizations;
create index on accounts (organization_id) where organization_id is not null;

-- A label was any text before.
insert into organizations (entity_id, organization_id, name, created_by_id, updated_by_id)
select distinct on (entity_id, organization_label) entity_id, gen_random_uuid(), organization_label,
  created_by_id, created_by_id
from accounts where organization_label <> '' order by entity_id, organization_label, account_id;
update accounts set organization_id = organizations.organization_id
from organizations
where organizations.entity_id = accounts.entity_id and organizations.name = organization_label;
alter table accounts drop column organization_label;

-- At most these; null: all.
alter table users add column organization_ids uuid[];
alter table oauth_clients add column organization_ids uuid[];
-- What a token was asked for, of what its client may.
alter table oauth_tokens
  add column organization_ids uuid[],
  add column permissions text[];

drop function client_to_verify(text);
create function client_to_verify(wanted text) returns table (
    client_id text, entity_id uuid, user_id uuid, client_secret_hash text, former_secret_hash text,
    roles text[], role_permissions text[], client_permissions text[],
    user_organization_ids uuid[], client_organization_ids uuid[])
  language sql stable security definer set search_path = public
  begin atomic
    select client.client_id, client.entity_id, client.user_id, client.client_secret_hash,
      case when client.former_secret_expires_at > now() then client.former_secret_hash end,
      users.roles,
      array(
        select unnest(role.permissions) from roles role
        where role.entity_id = client.entity_id and role.name = any (users.roles)),
      client.permissions, users.organization_ids, client.organization_ids
    from oauth_clients client join users using (user_id)
    where client.client_id = wanted and client.status = 'Active' and users.status = 'Active';
  end;

drop function bearer_of(bytea);
create function bearer_of(wanted bytea) returns table (
    entity_id uuid, user_id uuid, client_id text, expires_at timestamptz,
    roles text[], role_permissions text[], client_permissions text[], token_permissions text[],
    user_organization_ids uuid[], client_organization_ids uuid[], token_organization_ids uuid[])
  language sql stable security definer set search_path = public
  begin atomic
    select client.entity_id, client.user_id, client.client_id, token.expires_at, users.roles,
      array(
        select unnest(role.permissions) from roles role
        where role.entity_id = client.entity_id and role.name = any (users.roles)),
      client.permissions, token.permissions,
      users.organization_ids, client.organization_ids, token.organization_ids
    from oauth_tokens token join oauth_clients client using (client_id)
      join users on users.user_id = client.user_id
    where token.token_hash = wanted and client.status = 'Active' and users.status = 'Active';
  end;

-- What is of no one account is of the organizations that it is for; null: of the whole entity.
alter table bill_runs add column organization_ids uuid[] default current_organization_ids();
alter table payment_runs add column organization_ids uuid[] default current_organization_ids();
alter table billing_preview_runs add column organization_ids uuid[] default current_organization_ids();
alter table async_jobs add column organization_ids uuid[] default current_organization_ids();
alter table data_query_jobs add column organization_ids uuid[] default current_organization_ids();
alter table usage_imports add column organization_ids uuid[] default current_organization_ids();
alter table order_previews add column organization_ids uuid[] default current_organization_ids();

-- The next of all, whichever of them the caller sees.
create function next_billing_preview_run_number() returns text
  language sql stable security definer set search_path = public, pg_temp as $$
    select 'BPR-' || lpad((coalesce(max(substr(run_number, 5)::integer), 0) + 1)::text, 8, '0')
    from billing_preview_runs where entity_id = current_entity_id()
$$;
revoke execute on function next_billing_preview_run_number() from public;
grant execute on function next_billing_preview_run_number() to quittance_server;

-- One of some numbers that the entity has given away already, whoever sees what has it; null: none.
create function number_in_use(table_name text, number_column text, wanted text[]) returns text
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare found text;
begin
  execute format(
    'select %1$I from %2$I where entity_id = current_entity_id() and %1$I = any ($1) limit 1',
    number_column, table_name)
  into found using wanted;
  return found;
end $$;
revoke execute on function number_in_use(text, text, text[]) from public;
grant execute on function number_in_use(text, text, text[]) to quittance_server;

-- Which rows of a table are seen within organizations; null: all, as of what the whole entity shares.
create function organization_condition(table_name regclass, organizations text) returns text
  language plpgsql stable as $$
declare
  named text := table_name::text;
  columns text[] := array(
    select attname from pg_attribute
    where attrelid = table_name and attnum > 0 and not attisdropped);
begin
  return case
    when named = 'accounts' then
      format('(organization_id is null or organization_id = any (%s::uuid[]))', organizations)
    when named = 'organizations' then format('organization_id = any (%s::uuid[])', organizations)
    when named = 'payment_methods' then
      -- One without an account is kept for an account to come.
      '(account_id is null or exists (
        select from accounts whose where whose.account_id = payment_methods.account_id))'
    when 'organization_ids' = any (columns) and named not in ('users', 'oauth_clients') then
      format('organization_ids <@ %s', organizations)
    when 'account_id' = any (columns) then format(
      'exists (select from accounts whose where whose.account_id = %s.account_id)', named)
    when named = 'bill_run_batches' then 'exists (
      select from bill_runs run where run.bill_run_id = bill_run_batches.bill_run_id)'
    when named = 'billing_preview_batches' then 'exists (
      select from billing_preview_runs run
      where run.billing_preview_run_id = billing_preview_batches.billing_preview_run_id)'
    when named = 'data_query_pieces' then 'exists (
      select from data_query_jobs job where job.job_id = data_query_pieces.job_id)'
    when named = 'usage_file_pieces' then 'exists (
      select from usage_imports import where import.import_id = usage_file_pieces.import_id)'
    -- Texts about whatever account; sums of all.
    when named in ('callout_deliveries', 'clock_steps', 'failed_work', 'proofs') then 'false'
  end;
end $$;

-- Has to be called once the table has its columns, which protect_by_entity does.
create procedure protect_by_organization(table_name regclass) language plpgsql as $$
declare
  condition text := organization_condition(table_name, '(select current_organization_ids())');
  may_have_no_account boolean := exists (
    select from pg_attribute
    where attrelid = table_name and attname = 'account_id' and not attnotnull);
begin
  execute format('drop policy if exists organization on %s', table_name);
  if condition is null then return; end if;
  execute format(
    'create policy organization on %s as restrictive to quittance_organization using (%s) with check (%s)',
    table_name, condition,
    -- What happens to the whole entity may be written down by whoever does it.
    case
      when condition = 'false' then 'true'
      when condition like 'exists%' and may_have_no_account then 'account_id is null or ' || condition
      else condition
    end);
end $$;

create or replace procedure protect_by_entity(table_name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format(
    'create policy entity on %s using (entity_id = (select current_entity_id())) '
    'with check (entity_id = (select current_entity_id()))',
    table_name);
  execute format('grant select, insert, update, delete on %s to quittance_server', table_name);
  call protect_by_organization(table_name);
end $$;

do $$
declare protected record;
begin
  for protected in select tablename from pg_policies where policyname = 'entity' loop
    call protect_by_organization(protected.tablename::regclass);
  end loop;
end $$;

-- The organizations of who runs a data query: not from a setting, which its SQL could change.
alter table data_query_own.readers add column organization_ids uuid[];
create function data_query_own.organization_ids() returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as 'select r.organization_ids from data_query_own.readers r where r.backend_pid = pg_backend_pid()';
revoke execute on function data_query_own.organization_ids() from public;
grant execute on function data_query_own.organization_ids() to quittance_query, quittance_query_source;
