-- Events that a date is the cause of: docs/decisions/0741.
create table scheduled_events (
  entity_id uuid not null default current_entity_id() references entities,
  scheduled_event_id uuid not null,
  name text not null,
  display_name text not null,
  description text,
  -- "Subscription" and "TermEndDate", as conditions name them.
  api_object text not null,
  api_field text not null,
  condition text,
  hours integer not null check (hours between 0 and 23),
  minutes integer not null check (minutes between 0 and 59),
  -- By name: {displayName, description, options, valueType}.
  parameters jsonb not null,
  active boolean not null,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (entity_id, scheduled_event_id),
  unique (entity_id, name)
);
call protect_by_entity('scheduled_events');
call audit_table('scheduled_events', 'scheduled_event_id');

-- Through which day an event was told, of those that somebody wants: no object is told of twice, and
-- none is forgotten while no server runs. One row for each number of days before or after the date.
create table told_dates (
  entity_id uuid not null default current_entity_id(),
  -- "TermEnds", "Key Dates/Term End Date".
  event text not null,
  days integer not null,
  told_through date not null,
  primary key (entity_id, event, days)
);
call protect_by_entity('told_dates');

-- What is looked for by its date alone.
create index on invoices (entity_id, due_date) where status = 'Posted' and balance <> 0;
create index on subscriptions (entity_id, term_end_date) where is_latest_version;
