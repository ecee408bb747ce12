-- Invoices that a person writes, and what a person may say of any invoice.
alter table invoices
  -- Null: as the account is paid.
  add column auto_pay boolean,
  add column sold_to_contact_id uuid,
  add column transferred_to_accounting text,
  add column custom_fields jsonb not null default '{}';

-- What a person has said of an item: description, SKU, accounting codes; null of what billing makes.
alter table invoice_items add column details jsonb;
