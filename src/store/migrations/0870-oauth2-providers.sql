-- Servers that give tokens for callouts: notification definitions and callout templates name them.
create table oauth2_providers (
  entity_id uuid not null default current_entity_id() references entities,
  oauth2_provider_id uuid not null,
  name text not null,
  token_url text not null,
  client_id text not null,
  client_secret text not null,
  authentication_method text not null
    check (authentication_method in ('client_secret_basic', 'client_secret_post')),
  scope text,
  audience text,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, oauth2_provider_id),
  unique (entity_id, name)
);
call protect_by_entity('oauth2_providers');
call audit_table('oauth2_providers', 'oauth2_provider_id', '', 'client_secret');
