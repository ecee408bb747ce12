-- A draft invoice that became several.
create table invoice_splits (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  invoice_split_id uuid not null,
  -- The invoice that was split: its status is Split, and its items are on the parts.
  invoice_id uuid not null,
  created_by_id uuid not null,
  created_at timestamptz not null,
  updated_by_id uuid not null,
  updated_at timestamptz not null,
  primary key (account_id, invoice_split_id)
);
create unique index on invoice_splits (entity_id, invoice_split_id);
call protect_by_entity('invoice_splits');

create table invoice_split_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null references accounts on delete cascade,
  invoice_split_id uuid not null,
  invoice_split_item_id uuid not null,
  -- The part, which may have been deleted since.
  invoice_id uuid not null,
  split_percentage numeric not null,
  invoice_date date not null,
  payment_term text not null,
  primary key (account_id, invoice_split_id, invoice_split_item_id)
);
create unique index on invoice_split_items (entity_id, invoice_split_item_id);
call protect_by_entity('invoice_split_items');

-- On a part and on the invoice that was split.
alter table invoices add column invoice_split_id uuid;
create index on invoices (account_id, invoice_split_id) where invoice_split_id is not null;

-- On a part of an item: the item it is a part of, and its price with included taxes.
alter table invoice_items add column split_item_id uuid, add column whole_amount numeric;
