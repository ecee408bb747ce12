-- A usage file comes in pieces and is read in pieces: it may be larger than what a process has of memory.
create table usage_file_pieces (
  entity_id uuid not null default current_entity_id() references entities,
  import_id uuid not null references usage_imports on delete cascade,
  -- From 0.
  place integer not null,
  content bytea not null,
  primary key (import_id, place)
);
-- Pieces live for minutes: packing them would cost more than it saves.
alter table usage_file_pieces alter column content set storage external;
call protect_by_entity('usage_file_pieces');

insert into usage_file_pieces (entity_id, import_id, place, content)
select entity_id, import_id, 0, content from usage_imports where content is not null;
alter table usage_imports drop column content;
