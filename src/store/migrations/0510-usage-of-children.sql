-- Usage of child accounts is looked for from their parent down.
create index on accounts (parent_id) where parent_id is not null;
