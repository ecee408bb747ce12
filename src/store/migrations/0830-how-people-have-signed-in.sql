-- A session says how its user has signed in, so that he can be told of it, and signed out there as well.
alter table user_sessions
  -- What his list of sessions calls it; the hash is nobody's business.
  add column session_id uuid not null default gen_random_uuid() unique,
  -- Of the first one, where its user has gone on to another entity.
  add column signed_in_at timestamptz not null default now(),
  add column signed_in_with text not null default 'Password'
    check (signed_in_with in ('Password', 'OpenID')),
  -- The browser's own words; cut.
  add column browser text not null default '',
  -- Names whom the provider should sign out. It opens no door here.
  add column id_token text;

-- Whoever a provider has vouched for, before the entity is known.
create function users_called(wanted text) returns table (
    entity_id uuid, user_id uuid, status text, roles text[])
  language sql stable security definer set search_path = public
  begin atomic
    select users.entity_id, users.user_id, users.status, users.roles
    from users where users.user_name = wanted;
  end;

-- Who knows one of these answers is let in, or learns what others are called: the server's role alone asks.
revoke execute on function users_called(text), user_to_verify(text), use_session(bytea, interval),
  client_to_verify(text), bearer_of(bytea) from public;
grant execute on function users_called(text), user_to_verify(text), use_session(bytea, interval),
  client_to_verify(text), bearer_of(bytea) to quittance_server;
