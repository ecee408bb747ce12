-- Filters, sorting and columns of a list, saved under a name by whoever looks at it: docs/decisions/0862.
create table saved_views (
  entity_id uuid not null default current_entity_id() references entities,
  saved_view_id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- Whose list it is of: "invoices".
  list text not null,
  name text not null,
  -- What stands in the address of the list.
  search jsonb not null,
  is_shared boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, list, name)
);
create index on saved_views (entity_id, list);
call protect_by_entity('saved_views');
call audit_table('saved_views', 'saved_view_id');

-- A sandbox that is put back keeps how people look at it.
do $$ begin
  execute replace(pg_get_functiondef('snapshot_tables()'::regprocedure),
    '''users'', ', '''users'', ''saved_views'', ');
end $$;
