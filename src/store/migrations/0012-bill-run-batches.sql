-- A bill run is divided into batches of accounts, each billed by one transaction: what is unfinished
-- after a crash is taken up again, by whichever process comes first.
create table bill_run_batches (
  entity_id uuid not null default current_entity_id(),
  bill_run_id uuid not null references bill_runs on delete cascade,
  batch_number integer not null,
  -- Accounts on which something may be due, ascending.
  account_ids uuid[] not null,
  finished_at timestamptz,
  invoices_generated integer not null default 0,
  credit_memos_generated integer not null default 0,
  -- [{accountId, accountNumber, reason}]
  errors jsonb not null default '[]',
  primary key (bill_run_id, batch_number)
);
call protect_by_entity('bill_run_batches');

create index unfinished_bill_runs on bill_runs (entity_id)
  where status in ('Pending', 'Processing', 'PostInProgress');

-- Drafts of a run, to post them: posted documents are not in these.
create index draft_invoices_of_runs on invoices (bill_run_id, account_id)
  where status = 'Draft' and bill_run_id is not null;
create index draft_credit_memos_of_runs on credit_memos (bill_run_id, account_id)
  where status = 'Draft' and bill_run_id is not null;
