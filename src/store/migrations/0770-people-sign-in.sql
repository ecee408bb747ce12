-- People sign in with a password and are known by a session until they sign out, or do nothing.
create table user_passwords (
  entity_id uuid not null default current_entity_id() references entities,
  user_id uuid not null references users on delete cascade,
  password_hash text not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, user_id)
);
call protect_by_entity('user_passwords');

-- As oauth_tokens: found before the entity is known, by a hash that only the bearer can tell.
create table user_sessions (
  session_hash bytea primary key,
  entity_id uuid not null references entities,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on user_sessions (user_id);
create index on user_sessions (expires_at);
grant select, insert, update, delete on user_sessions to quittance_server;

create function user_to_verify(wanted text) returns table (
    entity_id uuid, user_id uuid, password_hash text)
  language sql stable security definer set search_path = public
  begin atomic
    select users.entity_id, users.user_id, stored.password_hash
    from users join user_passwords stored using (entity_id, user_id)
    where users.user_name = wanted and users.status = 'Active';
  end;

-- Whose session it is, and that it was used just now; nobody's after a while without use.
create function use_session(wanted bytea, idle interval) returns table (
    entity_id uuid, user_id uuid, roles text[], role_permissions text[], expires_at timestamptz)
  language sql volatile security definer set search_path = public
  begin atomic
    update user_sessions session set last_used_at = now()
    from users
    where session.session_hash = wanted and users.user_id = session.user_id
      and users.status = 'Active' and session.expires_at > now()
      and session.last_used_at > now() - idle
    returning session.entity_id, session.user_id, users.roles,
      array(
        select unnest(role.permissions) from roles role
        where role.entity_id = session.entity_id and role.name = any (users.roles)),
      session.expires_at;
  end;
