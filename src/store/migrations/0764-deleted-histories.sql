-- Whose notification histories were deleted, by whom and when: the histories themselves are gone.
create table notification_history_deletions (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  deletion_id uuid not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, deletion_id)
);
create unique index on notification_history_deletions (deletion_id);
call protect_by_entity('notification_history_deletions');

create index on callout_deliveries (entity_id, (event_context ->> '<Account.ID>'));
