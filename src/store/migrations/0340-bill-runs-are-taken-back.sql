-- Runs that are cancelled or deleted are taken up again after a crash, like those that bill.
drop index unfinished_bill_runs;
create index unfinished_bill_runs on bill_runs (entity_id) where status in
  ('Pending', 'Processing', 'PostInProgress', 'CancelInProgress', 'RemoveInProgress');

-- What deleting a run finds of what was cancelled.
create index canceled_invoices_of_runs on invoices (bill_run_id, account_id)
  where status = 'Canceled' and bill_run_id is not null;
create index canceled_credit_memos_of_runs on credit_memos (bill_run_id, account_id)
  where status = 'Canceled' and bill_run_id is not null;

-- How fast a run goes, by the real clock; what it bills and credits, by currency: {"USD": "12.50"}.
alter table bill_runs
  add column processing_started_at timestamptz,
  add column processing_ended_at timestamptz,
  add column invoiced jsonb not null default '{}',
  add column credited jsonb not null default '{}';
alter table bill_run_batches
  add column invoiced jsonb not null default '{}',
  add column credited jsonb not null default '{}';

-- What was billed elsewhere before the account came, by a catch-up run; null: nothing.
alter table accounts add column caught_up_through_date date;
