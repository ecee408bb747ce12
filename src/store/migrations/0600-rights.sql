-- What users may do. Those that were there may do everything, as before.
alter table users
  add column first_name text,
  add column last_name text,
  add column work_email text,
  add column status text not null default 'Active' check (status in ('Active', 'Inactive')),
  -- Names of standard roles (engine/rights/permissions.ts) and of rows of roles.
  add column roles text[] not null default '{Administrator}',
  add column updated_at timestamptz not null default now();
call protect_by_entity('users');

create table roles (
  entity_id uuid not null default current_entity_id() references entities,
  role_id uuid not null,
  name text not null,
  description text,
  permissions text[] not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, role_id),
  unique (entity_id, name)
);
call protect_by_entity('roles');

alter table oauth_clients
  add column name text,
  -- At most these of its user's permissions; null is all of them.
  add column permissions text[],
  add column status text not null default 'Active' check (status in ('Active', 'Inactive')),
  -- A secret that was replaced works for a while yet, so that no client stands still.
  add column former_secret_hash text,
  add column former_secret_expires_at timestamptz,
  add column last_used_at timestamptz;
call protect_by_entity('oauth_clients');

-- Who calls is found out before the entity is known: by these two, and nothing else.
create function client_to_verify(wanted text) returns table (
    client_id text, entity_id uuid, user_id uuid, client_secret_hash text, former_secret_hash text,
    roles text[], role_permissions text[], client_permissions text[])
  language sql stable security definer set search_path = public
  begin atomic
    select client.client_id, client.entity_id, client.user_id, client.client_secret_hash,
      case when client.former_secret_expires_at > now() then client.former_secret_hash end,
      users.roles,
      array(
        select unnest(role.permissions) from roles role
        where role.entity_id = client.entity_id and role.name = any (users.roles)),
      client.permissions
    from oauth_clients client join users using (user_id)
    where client.client_id = wanted and client.status = 'Active' and users.status = 'Active';
  end;

create function bearer_of(wanted bytea) returns table (
    entity_id uuid, user_id uuid, expires_at timestamptz,
    roles text[], role_permissions text[], client_permissions text[])
  language sql stable security definer set search_path = public
  begin atomic
    select client.entity_id, client.user_id, token.expires_at, users.roles,
      array(
        select unnest(role.permissions) from roles role
        where role.entity_id = client.entity_id and role.name = any (users.roles)),
      client.permissions
    from oauth_tokens token join oauth_clients client using (client_id)
      join users on users.user_id = client.user_id
    where token.token_hash = wanted and client.status = 'Active' and users.status = 'Active';
  end;
