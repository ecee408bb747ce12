-- Each answered request of somebody who has signed in: docs/decisions/0611. Written together, about
-- once a second; read by time.
create table api_accesses (
  entity_id uuid not null default current_entity_id(),
  answered_at timestamptz not null,
  request_id text not null,
  track_id text,
  user_id uuid not null,
  client_id text not null,
  method text not null,
  -- Null where there is no such operation.
  operation text,
  -- The path with its parameters' names, and as it was asked for, without its query.
  route text not null,
  path text not null,
  status integer not null,
  -- Also with status 200, where older versions of the API say so in the body.
  has_failed boolean not null,
  milliseconds numeric not null,
  bytes bigint not null,
  ip text not null,
  primary key (entity_id, answered_at, request_id)
);
call protect_by_entity('api_accesses');
revoke update on api_accesses from quittance_server;

-- Also by which client a token was got.
drop function bearer_of(bytea);
create function bearer_of(wanted bytea) returns table (
    entity_id uuid, user_id uuid, client_id text, expires_at timestamptz,
    roles text[], role_permissions text[], client_permissions text[])
  language sql stable security definer set search_path = public
  begin atomic
    select client.entity_id, client.user_id, client.client_id, token.expires_at, users.roles,
      array(
        select unnest(role.permissions) from roles role
        where role.entity_id = client.entity_id and role.name = any (users.roles)),
      client.permissions
    from oauth_tokens token join oauth_clients client using (client_id)
      join users on users.user_id = client.user_id
    where token.token_hash = wanted and client.status = 'Active' and users.status = 'Active';
  end;
