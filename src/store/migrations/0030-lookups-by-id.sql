-- Documents and rate plans are asked for by their id alone, while primary keys begin with the account.
-- Ids grow with time (UUIDv7), so these indexes grow at their end.
create index on invoices (invoice_id);
create index on credit_memos (credit_memo_id);
create index on rate_plans (rate_plan_id);
