-- Groups of accounts that are told of events alike. An account that names none, or one that is not there,
-- is of the default.
create table communication_profiles (
  entity_id uuid not null default current_entity_id() references entities,
  communication_profile_id uuid not null,
  profile_number text not null,
  name text not null,
  locale text not null default 'default',
  description text,
  is_default boolean not null default false,
  muted boolean not null default false,
  -- Null of the default, until somebody changes it.
  created_by_id uuid,
  created_at timestamptz not null default now(),
  updated_by_id uuid,
  updated_at timestamptz not null default now(),
  primary key (entity_id, communication_profile_id)
);
create unique index on communication_profiles (entity_id, profile_number);
create unique index on communication_profiles (entity_id) where is_default;
call protect_by_entity('communication_profiles');
call audit_table('communication_profiles', 'communication_profile_id');

create procedure create_default_communication_profile(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('communication_profile'));
  execute format('grant usage, select, update on %s to quittance_server',
    sequence_name('communication_profile'));
  insert into communication_profiles (entity_id, communication_profile_id, profile_number, name,
    description, is_default)
  values (entity, gen_random_uuid(),
    'CP-' || lpad(nextval(sequence_name('communication_profile')::regclass)::text, 8, '0'),
    'Default Profile', 'Default communication profile', true);
end $$;

create function communication_profile_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_default_communication_profile(new.entity_id);
  return null;
end $$;

create trigger communication_profile after insert on entities
  for each row execute function communication_profile_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_default_communication_profile(entity);
  end loop;
end $$;

-- Names are a definition's own within each of its profiles: who saves one holds the default profile's row.
alter table notification_definitions
  drop constraint notification_definitions_entity_id_name_key,
  add column communication_profile_ids uuid[] not null default '{}',
  -- "Account.Id", where the caller has said so.
  add column associated_account text;

create index on notification_definitions (entity_id, name);

-- All that was told so far was told of accounts of the default.
update notification_definitions definitions
set communication_profile_ids = array[communication_profile_id]
from communication_profiles profiles
where profiles.entity_id = definitions.entity_id and is_default;
