-- What contacts were when documents were posted on which they stand. A contact that has not changed
-- since has one snapshot, however many documents name it.
create table contact_snapshots (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  contact_snapshot_id uuid not null,
  contact_id uuid not null,
  first_name text not null,
  last_name text not null,
  nickname text,
  address1 text,
  address2 text,
  city text,
  country text,
  county text,
  state text,
  postal_code text,
  fax text,
  home_phone text,
  mobile_phone text,
  other_phone text,
  other_phone_type text,
  work_phone text,
  personal_email text,
  work_email text,
  tax_region text,
  description text,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, contact_snapshot_id)
);
create index on contact_snapshots (contact_snapshot_id);
create index on contact_snapshots (entity_id, created_at, contact_snapshot_id);
create index on contact_snapshots (account_id, contact_id);
call protect_by_entity('contact_snapshots');

-- Null: it has changed since its last one, or never had one.
alter table contacts add column snapshot_id uuid;

-- The contacts that a posted document names, its items' included.
create table document_contact_snapshots (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  document_id uuid not null,
  contact_id uuid not null,
  contact_snapshot_id uuid not null,
  primary key (account_id, document_id, contact_id)
);
call protect_by_entity('document_contact_snapshots');
