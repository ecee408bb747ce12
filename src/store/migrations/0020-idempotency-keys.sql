-- What a request with an Idempotency-Key was answered, for a day: its repeats are answered alike.
create table idempotency_keys (
  entity_id uuid not null default current_entity_id() references entities,
  key text not null,
  method text not null,
  url text not null,
  claimed_at timestamptz not null default now(),
  -- Null while the first request runs, and for ever when the process died in it: what that request
  -- has done is not known then, so it is not done again.
  status integer,
  content_type text,
  body text,
  primary key (entity_id, key)
);
create index on idempotency_keys (entity_id, claimed_at);
call protect_by_entity('idempotency_keys');
