-- What a person says of a memo, and who cancelled it.
alter table credit_memos
  add column auto_apply_upon_posting boolean not null default false,
  add column exclude_from_auto_apply_rules boolean not null default false,
  add column revenue_impacting text not null default 'Yes',
  add column non_revenue_write_off_accounting_code text,
  add column custom_fields jsonb not null default '{}',
  add column cancelled_by_id uuid,
  add column cancelled_at timestamptz;
alter table credit_memo_items add column tax_mode text not null default 'TaxExclusive';

alter table debit_memos
  add column custom_fields jsonb not null default '{}',
  add column cancelled_by_id uuid,
  add column cancelled_at timestamptz;
alter table debit_memo_items add column tax_mode text not null default 'TaxExclusive';

-- What was made from an invoice, and so can no longer be credited or taken back.
create index on credit_memos (account_id, referred_invoice_id)
  where referred_invoice_id is not null;
create index on debit_memos (account_id, referred_invoice_id)
  where referred_invoice_id is not null;
create index on debit_memos (account_id, referred_credit_memo_id)
  where referred_credit_memo_id is not null;

