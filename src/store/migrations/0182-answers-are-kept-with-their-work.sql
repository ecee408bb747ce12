-- An answer is kept in the transaction of the work that it tells of, so there is no row without one:
-- while the first request runs, its transaction holds an advisory lock of the key.
delete from idempotency_keys where status is null;
alter table idempotency_keys
  alter column status set not null,
  alter column content_type set not null,
  alter column body set not null;
