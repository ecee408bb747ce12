-- What an order that reverts has reversed. Of a document: all of its items were.
alter table invoice_items add column is_reversed boolean not null default false;
alter table credit_memo_items add column is_reversed boolean not null default false;
alter table invoices add column is_reversed boolean not null default false;
alter table credit_memos add column is_reversed boolean not null default false;

-- An order is asked which one has taken it back, a memo which ones reverse it.
create index on orders (account_id, reverts_order_id) where reverts_order_id is not null;
create index on credit_memos (account_id, reverses_credit_memo_id)
  where reverses_credit_memo_id is not null;
