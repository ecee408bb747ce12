-- E-mails that tell of events, and which events a definition tells of at all. docs/decisions/0571.
create table email_templates (
  entity_id uuid not null default current_entity_id() references entities,
  email_template_id uuid not null,
  name text not null,
  active boolean not null,
  event_type text not null,
  -- Of a standard event.
  event_category integer,
  -- The rest, as callers give it: src/engine/model/email-template.ts.
  content jsonb not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, email_template_id),
  unique (entity_id, name)
);
call protect_by_entity('email_templates');

alter table notification_definitions
  -- {condition, description, parameters} and the values of its parameters.
  add column filter_rule jsonb,
  add column filter_rule_params jsonb,
  add column email_active boolean not null default false,
  add column email_template_id uuid;

-- An e-mail that tells of an event of no account is of the entity alone.
alter table emails drop constraint emails_pkey;
alter table emails add primary key (entity_id, email_id);
alter table emails alter column account_id drop not null;
create index on emails (account_id, email_id);
create index on emails (entity_id, created_at);

alter table emails
  add column notification_definition_id uuid,
  add column notification text,
  add column event_number bigint,
  add column event_category integer,
  add column cc text[] not null default '{}',
  add column bcc text[] not null default '{}',
  add column reply_to text,
  -- Null: as the mail server is set up.
  add column from_address text,
  add column from_name text,
  add column is_html boolean not null default false,
  add column headers jsonb not null default '{}';
