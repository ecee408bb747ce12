-- Home sums documents by their day, and lists of them begin with the latest: what both read is in the index.
create index on invoices (entity_id, invoice_date, invoice_id) include (status, currency, amount);
create index on credit_memos (entity_id, credit_memo_date, credit_memo_id)
  include (status, currency, amount, is_write_off);
create index on payments (entity_id, effective_date, payment_id) include (status, currency, amount);
create index on orders (entity_id, order_date, order_id) include (status);

-- What customers have to their credit is little, among all that was ever settled.
create index credit_memos_with_credit on credit_memos (entity_id)
  include (account_id, currency, unapplied_amount)
  where status = 'Posted' and unapplied_amount <> 0;
create index payments_with_credit on payments (entity_id)
  include (account_id, currency, unapplied_amount)
  where status = 'Processed' and unapplied_amount <> 0;
create index negative_invoices on invoices (entity_id) include (account_id, currency, balance)
  where status = 'Posted' and balance < 0;

-- An account's own changes, which its timeline tells.
create index audit_changes_of_accounts on audit_changes (entity_id, account_id, occurred_at, change_id)
  where object_type in ('accounts', 'contacts', 'payment_methods') and account_id is not null;
