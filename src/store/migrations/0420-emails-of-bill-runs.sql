-- Documents of a bill run that are sent to customers, or were: one row a document.
create table bill_run_emails (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  bill_run_id uuid not null references bill_runs on delete cascade,
  document_type text not null check (document_type in ('Invoice', 'CreditMemo')),
  document_id uuid not null,
  document_number text not null,
  -- Skipped: there is nobody to send it to.
  status text not null check (status in ('Waiting', 'Sent', 'Skipped', 'Failed')),
  -- Why it was not sent.
  reason text,
  -- When it was last asked for: the same request puts it on the list once.
  asked_at timestamptz not null,
  primary key (account_id, bill_run_id, document_id)
);
create index on bill_run_emails (bill_run_id, status, account_id, document_id);
call protect_by_entity('bill_run_emails');
