-- Fields of the tenant's own, by the object that has them: docs/decisions/0710.
create table custom_field_definitions (
  entity_id uuid not null default current_entity_id(),
  object text not null,
  name text not null,
  -- Type, format, options, limits, default: engine/custom-fields/custom-field.ts.
  definition jsonb not null,
  is_required boolean not null,
  is_filterable boolean not null,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (entity_id, object, name)
);
-- Queries name them in any case.
create unique index on custom_field_definitions (entity_id, object, lower(name));
call protect_by_entity('custom_field_definitions');
call audit_table('custom_field_definitions', 'object,name');

-- What each request is held against, before its entity is named. Null where nothing was ever said.
create function custom_field_rules_of(wanted uuid) returns jsonb
  language sql stable security definer set search_path = public
  begin atomic
    select nullif(jsonb_build_object(
      'isStrict', coalesce((
        select value ->> 'undefinedFields' = 'Refused' from settings
        where entity_id = wanted and name = 'custom-fields'), false),
      'fields', coalesce((
        select jsonb_agg(jsonb_build_object(
          'object', object, 'name', name, 'definition', definition,
          'isRequired', is_required, 'isFilterable', is_filterable) order by created_at, name)
        from custom_field_definitions where entity_id = wanted), '[]')),
      '{"isStrict": false, "fields": []}'::jsonb);
  end;
