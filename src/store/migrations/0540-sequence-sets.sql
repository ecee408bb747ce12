-- Sequence sets: which prefix documents, payments and refunds have, and which numbers follow.

create table sequence_sets (
  entity_id uuid not null default current_entity_id() references entities,
  sequence_set_id uuid primary key,
  name text not null,
  -- That of all accounts to which no other is assigned.
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (entity_id, name)
);
create unique index on sequence_sets (entity_id) where is_default;
call protect_by_entity('sequence_sets');

create table document_sequences (
  entity_id uuid not null default current_entity_id(),
  sequence_set_id uuid not null references sequence_sets on delete cascade,
  -- invoice, credit_memo, debit_memo, payment, refund.
  kind text not null,
  prefix text not null,
  -- The sequence of PostgreSQL that gives the numbers, with its schema.
  sequence_name text not null,
  -- The next number where no gap may be: then this row gives them, and the sequence rests.
  next_number bigint,
  -- Whether a draft has a temporary number until it is posted.
  is_numbered_when_posted boolean not null default false,
  primary key (sequence_set_id, kind)
);
create index on document_sequences (entity_id, kind);
call protect_by_entity('document_sequences');

-- A prefix stays with its kind for ever. Where nobody counts with it at present, the number to go on with.
create table document_prefixes (
  entity_id uuid not null default current_entity_id(),
  prefix text not null,
  kind text not null,
  next_number bigint not null,
  primary key (entity_id, prefix)
);
call protect_by_entity('document_prefixes');

-- What a sequence of PostgreSQL gives next.
create function next_value_of(sequence_name text) returns bigint language plpgsql as $$
declare result bigint;
begin
  execute format('select case when is_called then last_value + 1 else last_value end from %s',
    sequence_name::regclass) into result;
  return result;
end $$;

-- The server owns nothing that it could make a sequence in. Both are for sets of the caller's entity.
create function create_sequence_of_set(set_id uuid, kind text, first bigint) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare name text := format('numbers.%I', replace(set_id::text, '-', '') || '_' || kind);
begin
  perform from sequence_sets
    where sequence_set_id = set_id and entity_id = current_entity_id() and not is_default;
  if not found then raise 'no such sequence set'; end if;
  execute format('create sequence %s start %s', name, first);
  execute format('grant usage, select, update on %s to quittance_server', name);
  return name;
end $$;

create procedure drop_sequences_of_set(set_id uuid)
  language plpgsql security definer set search_path = public, pg_temp as $$
declare name text;
begin
  for name in select sequence_name from document_sequences join sequence_sets using (sequence_set_id)
    where sequence_set_id = set_id and sequence_sets.entity_id = current_entity_id()
    and not is_default
  loop
    execute format('drop sequence %s', name::regclass);
  end loop;
end $$;

create procedure create_default_sequence_set(entity uuid) language plpgsql as $$
declare set_id uuid := gen_random_uuid();
declare kind text;
begin
  perform set_config('quittance.entity_id', entity::text, true);
  foreach kind in array array['temporary_invoice', 'temporary_credit_memo', 'temporary_debit_memo']
  loop
    execute format('create sequence if not exists %s', sequence_name(kind));
    execute format('grant usage, select, update on %s to quittance_server', sequence_name(kind));
  end loop;
  insert into sequence_sets (entity_id, sequence_set_id, name, is_default)
    values (entity, set_id, 'DEFAULT', true);
  insert into document_sequences (entity_id, sequence_set_id, kind, prefix, sequence_name)
    select entity, set_id, d.kind, d.prefix, sequence_name(d.kind)
    from (values ('invoice', 'INV'), ('credit_memo', 'CM'), ('debit_memo', 'DM'),
      ('payment', 'P-'), ('refund', 'R-')) as d (kind, prefix);
  insert into document_prefixes (entity_id, prefix, kind, next_number)
    select entity, s.prefix, s.kind, 1 from document_sequences s where s.sequence_set_id = set_id;
end $$;

create function sequence_set_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_default_sequence_set(new.entity_id);
  return null;
end $$;

create trigger sequence_set after insert on entities
  for each row execute function sequence_set_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_default_sequence_set(entity);
  end loop;
end $$;

-- Until now an account kept any text here, and nothing followed it.
alter table accounts alter column sequence_set_id type uuid using null;
alter table accounts add foreign key (sequence_set_id) references sequence_sets;
create index accounts_of_sequence_set on accounts (sequence_set_id)
  where sequence_set_id is not null;
