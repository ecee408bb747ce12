-- What was brought along from another billing system, and what it is called there: a second import of
-- the same makes nothing twice, and whoever knows the old id finds the new one.
create table imported_records (
  entity_id uuid not null default current_entity_id(),
  -- As the other system's exports name it: Account, Subscription, InvoiceItem.
  object_type text not null,
  old_id text not null,
  new_id uuid not null,
  -- Null for the catalog.
  account_id uuid references accounts on delete cascade,
  imported_by_id uuid not null,
  imported_at timestamptz not null,
  primary key (entity_id, object_type, old_id)
);
create index on imported_records (account_id);
create index on imported_records (entity_id, new_id);
call protect_by_entity('imported_records');
