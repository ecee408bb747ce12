-- Who is told of events by callouts, and what became of each callout.
create table notification_definitions (
  entity_id uuid not null default current_entity_id() references entities,
  notification_definition_id uuid not null,
  name text not null,
  description text,
  active boolean not null,
  event_type text not null,
  -- Of a standard event: it may be a part of a type's events.
  event_category integer,
  callout_active boolean not null,
  -- As callers give it (src/engine/model/callout.ts); null of a definition without one.
  callout jsonb,
  -- Standard Webhooks: whsec_ and a key in base64.
  signing_secret text not null,
  -- The number of the last event that was told, or was none to tell.
  delivered_through bigint not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, notification_definition_id),
  unique (entity_id, name)
);
call protect_by_entity('notification_definitions');

-- One callout: an event that a definition tells of, once again where it is told again.
create table callout_deliveries (
  entity_id uuid not null default current_entity_id() references entities,
  callout_delivery_id uuid not null,
  notification_definition_id uuid not null,
  notification text not null,
  event_number bigint not null,
  event_category integer,
  object_id uuid not null,
  event_context jsonb not null,
  request_method text not null,
  request_url text not null,
  attempts integer not null,
  -- An HTTP status; below zero when there was no answer.
  response_code integer not null,
  response_content text not null,
  succeeded boolean not null,
  -- Null when there will be none.
  next_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (entity_id, callout_delivery_id)
);
create index on callout_deliveries (entity_id, created_at);
call protect_by_entity('callout_deliveries');
