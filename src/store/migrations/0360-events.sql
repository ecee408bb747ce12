-- What has happened, in the order in which readers learn of it: docs/decisions/0360.
-- A batch is what one operation says at once. It is numbered when it is committed, and not by its
-- writer: writers never wait for each other, and readers see no gap.
create table event_batches (
  entity_id uuid not null default current_entity_id() references entities,
  batch_id uuid not null,
  -- Drawn while the accounts concerned are locked: so what changes one account twice is in order.
  written bigint generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  event_count integer not null check (event_count > 0),
  -- The number of its first event; null until it is numbered.
  first_number bigint,
  primary key (entity_id, batch_id)
);
create unique index on event_batches (entity_id, first_number) where first_number is not null;
create index unnumbered_event_batches on event_batches (entity_id) where first_number is null;
call protect_by_entity('event_batches');

-- No foreign keys here: a bill run writes a row for each invoice.
create table events (
  entity_id uuid not null default current_entity_id(),
  batch_id uuid not null,
  position integer not null,
  event_type text not null,
  related_event text,
  account_id uuid,
  object_type text not null,
  object_id uuid not null,
  object_number text,
  amount numeric,
  currency text,
  details jsonb,
  occurred_at timestamptz not null,
  primary key (entity_id, batch_id, position)
);
call protect_by_entity('events');
revoke update on events from quittance_server;

-- The last number that was given. Whoever numbers holds its row.
create table event_counters (
  entity_id uuid not null default current_entity_id() references entities,
  last_number bigint not null default 0,
  primary key (entity_id)
);
call protect_by_entity('event_counters');

-- Which entities have something to number: asked for all at once, whose rows no request may see.
create function entities_with_new_events() returns setof uuid
  language sql stable security definer set search_path = public
  begin atomic select distinct entity_id from event_batches where first_number is null; end;
