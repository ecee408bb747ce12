-- How callouts of one event are made; notification definitions name them.
create table callout_templates (
  entity_id uuid not null default current_entity_id() references entities,
  callout_template_id uuid not null,
  name text not null,
  active boolean not null,
  event_type text not null,
  event_category integer,
  -- CalloutContent of src/engine/model/callout-template.ts.
  content jsonb not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, callout_template_id),
  unique (entity_id, name)
);
call protect_by_entity('callout_templates');
call audit_table('callout_templates', 'callout_template_id', '',
  'content.calloutAuth,content.hmac.secret');

alter table notification_definitions
  add column callout_template_ids uuid[] not null default '{}';
-- Null: the definition's own callout.
alter table callout_deliveries add column callout_template_id uuid;
