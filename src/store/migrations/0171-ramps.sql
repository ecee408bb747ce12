-- The ramp of a subscription version: intervals, and which charges it is about.
alter table subscriptions
  add column ramp_number text,
  add column ramp jsonb;
create index ramps on subscriptions (entity_id, ramp_number)
  where ramp_number is not null and is_latest_version;

-- Ramps are numbered: in a procedure of its own, so that other kinds may come in beside it.
create procedure create_ramp_sequence(entity uuid) language plpgsql as $$
begin
  perform set_config('quittance.entity_id', entity::text, true);
  execute format('create sequence if not exists %s', sequence_name('ramp'));
  execute format('grant usage, select, update on %s to quittance_server', sequence_name('ramp'));
end $$;

create function ramp_sequence_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_ramp_sequence(new.entity_id);
  return null;
end $$;

create trigger ramp_sequence after insert on entities
  for each row execute function ramp_sequence_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_ramp_sequence(entity);
  end loop;
end $$;
