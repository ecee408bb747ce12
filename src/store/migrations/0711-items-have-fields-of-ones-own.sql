-- Items and taxes of documents have fields of one's own as well. What billing makes says nothing in them.
alter table invoice_items add column custom_fields jsonb not null default '{}';
alter table credit_memo_items add column custom_fields jsonb not null default '{}';
alter table debit_memo_items add column custom_fields jsonb not null default '{}';
alter table taxation_items add column custom_fields jsonb not null default '{}';
