-- Object Query lists from the newest, page after page, and data pipelines ask for what has changed since.
create index on accounts (entity_id, updated_at, account_id);
create index on subscriptions (entity_id, updated_at, subscription_id);
create index on orders (entity_id, updated_at, order_id);
create index on invoices (entity_id, updated_at, invoice_id);
create index on credit_memos (entity_id, updated_at, credit_memo_id);
