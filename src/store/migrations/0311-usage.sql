-- What customers have used, record by record. Whether a record was billed is not a column: it is
-- Processed where a charge has rated it, and Pending again when the document is gone.
create table usage_imports (
  entity_id uuid not null default current_entity_id() references entities,
  import_id uuid primary key,
  file_name text not null,
  size_in_bytes integer not null,
  -- Pending, Processing, Completed, Failed
  status text not null,
  -- Null once it is imported.
  content bytea,
  rows_read integer not null default 0,
  rows_imported integer not null default 0,
  rows_failed integer not null default 0,
  -- [{line, message}], the first of them; a file that is no usage file has one of line 1.
  errors jsonb not null default '[]',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
call protect_by_entity('usage_imports');

create table usage_records (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  usage_id uuid not null,
  -- Which charges it is for: one, those of a subscription, or all of the account with the unit.
  subscription_number text,
  charge_number text,
  unit_of_measure text not null,
  quantity numeric not null,
  start_at timestamptz not null,
  -- The day of start_at in the entity's time zone when it was written: it decides the billing period.
  start_date date not null,
  end_at timestamptz,
  description text,
  unique_key text,
  group_id text,
  -- Null for one that came by API.
  import_id uuid references usage_imports,
  custom_fields jsonb not null default '{}',
  -- Which transaction wrote it: what billing has read is what its snapshot saw.
  written_by xid8 not null default pg_current_xact_id(),
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, usage_id)
);
create unique index on usage_records (usage_id);
create unique index on usage_records (entity_id, unique_key) where unique_key is not null;
create index on usage_records (account_id, unit_of_measure, start_date);
call protect_by_entity('usage_records');

-- A charge has rated a record, on an item of a document.
create table usage_ratings (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null,
  usage_id uuid not null,
  charge_number text not null,
  document_type text not null,
  document_id uuid not null,
  item_id uuid not null,
  primary key (account_id, usage_id, charge_number),
  foreign key (account_id, usage_id) references usage_records on delete cascade
);
create index on usage_ratings (item_id);
call protect_by_entity('usage_ratings');
