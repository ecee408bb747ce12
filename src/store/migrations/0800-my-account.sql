-- The customer's page: who may open it, and what was done there. docs/decisions/0800, 0801.

-- Links that let somebody in once. What is kept is a hash, as of tokens.
create table my_account_links (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  link_hash bytea not null,
  -- Whether it was e-mailed to whoever has asked at the page.
  is_emailed boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (account_id, link_hash)
);
create unique index on my_account_links (entity_id, link_hash);
create index on my_account_links (entity_id, expires_at);
call protect_by_entity('my_account_links');

create table my_account_sessions (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  session_hash bytea not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (account_id, session_hash)
);
create unique index on my_account_sessions (entity_id, session_hash);
create index on my_account_sessions (entity_id, expires_at);
call protect_by_entity('my_account_sessions');

-- Of signed links that were used, until they have expired.
create table my_account_nonces (
  entity_id uuid not null default current_entity_id() references entities,
  nonce text not null,
  expires_at timestamptz not null,
  primary key (entity_id, nonce)
);
create index on my_account_nonces (entity_id, expires_at);
call protect_by_entity('my_account_nonces');

-- With which the merchant's server signs links. It has to be known to be verified, as those of callouts.
create table my_account_secrets (
  entity_id uuid not null default current_entity_id() references entities,
  secret_id uuid not null,
  secret text not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  -- Null of the present one.
  expires_at timestamptz,
  primary key (entity_id, secret_id)
);
call protect_by_entity('my_account_secrets');
call audit_table('my_account_secrets', 'secret_id', '', 'secret');

-- Cancels that customers have made themselves, and what they were told of each.
create table my_account_cancels (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  order_id uuid not null,
  order_number text not null,
  subscription_number text not null,
  -- The first day without service.
  cancelled_date date not null,
  receipt jsonb not null,
  -- The receipt as PDF.
  file_id uuid,
  -- Of the order that has taken it back.
  taken_back_by text,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, order_id)
);
create unique index on my_account_cancels (entity_id, order_number);
create index on my_account_cancels (account_id, subscription_number);
call protect_by_entity('my_account_cancels');
call audit_table('my_account_cancels', 'order_id');

-- The entities whose page is on, two at most: an address that names none is of the only one.
create function my_account_merchants() returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic
    select entity_id from settings
    where name = 'my-account' and value -> 'enabled' = 'true'::jsonb
    limit 2;
  end;

-- Whose address somebody has given at the page.
create index on contacts (entity_id, lower(work_email)) where work_email is not null;
