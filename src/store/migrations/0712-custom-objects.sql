-- Objects of the tenant's own, and their records: docs/decisions/0712.
create table custom_objects (
  entity_id uuid not null default current_entity_id(),
  object text not null,
  definition_id uuid not null,
  -- Label, description, fields and relations: engine/custom-objects/custom-object.ts.
  definition jsonb not null,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (entity_id, object)
);
call protect_by_entity('custom_objects');
call audit_table('custom_objects', 'object');

create table custom_object_records (
  entity_id uuid not null default current_entity_id(),
  object text not null,
  record_id uuid not null,
  fields jsonb not null,
  version integer not null,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (entity_id, object, record_id),
  foreign key (entity_id, object) references custom_objects
);
call protect_by_entity('custom_object_records');
call audit_table('custom_object_records', 'record_id');

-- One row for each value that no other record of the object may have.
create table custom_object_unique_values (
  entity_id uuid not null default current_entity_id(),
  object text not null,
  field text not null,
  value text not null,
  record_id uuid not null,
  primary key (entity_id, object, field, value)
);
create index on custom_object_unique_values (entity_id, object, record_id);
call protect_by_entity('custom_object_unique_values');
