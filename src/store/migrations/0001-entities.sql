-- Who may call and whose rows are whose.
-- The server connects as quittance_server, which owns no table, so row-level security always applies.

do $$ begin
  create role quittance_server nologin;
exception
  when duplicate_object or unique_violation then null;
end $$;

do $$ begin
  execute format('grant quittance_server to %I', current_user);
exception
  when others then raise notice 'grant of quittance_server: %', sqlerrm;
end $$;

-- The entity of the current transaction; null outside of one, which no row matches.
create function current_entity_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('quittance.entity_id', true), '')::uuid;

create table entities (
  entity_id uuid primary key,
  name text not null unique,
  -- A demo entity carries the published demo credentials and is served on loopback only.
  is_demo boolean not null default false,
  time_zone text not null default 'UTC',
  -- A sandbox entity may have a clock of its own; null follows the real one.
  clock_date date,
  default_currency text not null default 'USD',
  created_at timestamptz not null default now()
);

create table users (
  user_id uuid primary key,
  entity_id uuid not null references entities,
  user_name text not null unique,
  created_at timestamptz not null default now()
);

create table oauth_clients (
  client_id text primary key,
  entity_id uuid not null references entities,
  user_id uuid not null references users,
  -- argon2id
  client_secret_hash text not null,
  created_at timestamptz not null default now()
);

-- Tokens are kept as SHA-256, so that a copy of the database opens no door.
create table oauth_tokens (
  token_hash bytea primary key,
  entity_id uuid not null references entities,
  user_id uuid not null references users,
  client_id text not null references oauth_clients on delete cascade,
  expires_at timestamptz not null
);
create index on oauth_tokens (expires_at);

-- Authentication comes before the entity is known: these four have no row-level security.
grant select on entities, users, oauth_clients to quittance_server;
grant select, insert, delete on oauth_tokens to quittance_server;
