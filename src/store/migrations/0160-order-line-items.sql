-- Goods and services that an order sells without a subscription, or takes back.
create table order_line_items (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts,
  order_id uuid not null,
  order_line_item_id uuid not null,
  -- Its place in the order, from 0.
  sequence integer not null,
  item_number text not null,
  item_category text not null,
  item_state text not null,
  item_name text not null,
  item_type text,
  description text,
  quantity numeric not null,
  list_price_per_unit numeric not null,
  amount_per_unit numeric not null,
  inline_discount_type text not null,
  inline_discount_per_unit numeric not null,
  unit_of_measure text,
  transaction_start date not null,
  -- First day after the transaction.
  transaction_end date not null,
  bill_target_date date,
  bill_to_contact_id uuid,
  sold_to_contact_id uuid,
  -- Null: the account of the order.
  owner_account_id uuid,
  product_code text,
  product_rate_plan_charge_id uuid,
  purchase_order_number text,
  related_subscription_number text,
  -- Of a return: what was sold, to the same account.
  original_order_line_item_id uuid,
  -- Accounting codes and the like, by their names on the wire.
  finance jsonb not null default '{}',
  custom_fields jsonb not null default '{}',
  -- The item that bills it: all three, or none while it is not billed.
  billed_document_type text,
  billed_document_id uuid,
  billed_item_id uuid,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, order_id, order_line_item_id),
  unique (account_id, order_id, item_number)
);
create index on order_line_items (order_line_item_id);
create index on order_line_items (account_id, original_order_line_item_id)
  where original_order_line_item_id is not null;
-- What bill runs look for; what was billed stays SentToBilling, and must cost them nothing.
create index order_line_items_to_bill on order_line_items (account_id, bill_target_date)
  where item_state = 'SentToBilling' and billed_item_id is null;
call protect_by_entity('order_line_items');

alter table invoice_items add column order_line_item_id uuid;
create index invoice_items_of_order_lines on invoice_items (account_id, order_line_item_id)
  where order_line_item_id is not null;
alter table bill_runs add column include_order_line_items boolean not null default true;
