-- What is settled, whatever settles it: credit memos and payments pay invoices and debit memos, item
-- by item and tax by tax. Append-only; what is unapplied is a row of its own with a negative amount.
alter table credit_memo_applications rename to applications;
alter table applications rename column credit_memo_id to source_id;
alter table applications rename column credit_memo_item_id to source_item_id;
alter table applications rename column invoice_id to target_id;
alter table applications rename column invoice_item_id to target_item_id;
alter table applications
  -- CreditMemo, Payment.
  add column source_type text not null default 'CreditMemo',
  -- Invoice, DebitMemo.
  add column target_type text not null default 'Invoice',
  -- Both where a tax pays a tax; of a payment, which has no items, only the second.
  add column source_tax_item_id uuid,
  add column target_tax_item_id uuid,
  -- A payment has no items.
  alter column source_item_id drop not null;
alter table applications
  alter column source_type drop default,
  alter column target_type drop default,
  add check ((source_type = 'CreditMemo') = (source_item_id is not null));

-- Where an entry's credit or cash went: the document that was paid, or the refund that took it out.
alter table journal_entries rename column applied_to_invoice_id to applied_to_document_id;

-- Taxes of items of all documents.
create table taxation_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  -- Invoice, DebitMemo, CreditMemo.
  document_type text not null,
  document_id uuid not null,
  item_id uuid not null,
  taxation_item_id uuid not null,
  name text not null,
  tax_code text,
  tax_code_description text,
  tax_date date,
  -- A share when the type is Percentage, else an amount.
  tax_rate numeric not null,
  tax_rate_type text not null,
  tax_rate_description text,
  jurisdiction text,
  location_code text,
  exempt_amount numeric not null default 0,
  tax_amount numeric not null,
  -- What is still owed of it; of a credit memo zero.
  balance numeric not null default 0,
  -- What of it has paid nothing yet, and what was refunded; of an invoice or debit memo zero.
  unapplied_amount numeric not null default 0,
  refund_amount numeric not null default 0,
  -- On a credit memo: the tax that it credits.
  source_tax_item_id uuid,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, document_id, item_id, taxation_item_id)
);
create index on taxation_items (entity_id, taxation_item_id);
call protect_by_entity('taxation_items');

-- Most documents have no taxes: is_taxed says whether there is any, if only of zero.
alter table invoices
  add column tax_amount numeric not null default 0,
  add column is_taxed boolean not null default false;
alter table credit_memos
  add column tax_amount numeric not null default 0,
  add column is_taxed boolean not null default false;

create table debit_memos (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  debit_memo_id uuid not null,
  debit_memo_number text not null,
  status text not null,
  currency text not null,
  debit_memo_date date not null,
  due_date date not null,
  target_date date,
  -- With taxes.
  amount numeric not null,
  balance numeric not null,
  tax_amount numeric not null default 0,
  is_taxed boolean not null default false,
  payment_term text not null,
  auto_pay boolean not null default true,
  reason_code text not null,
  comment text,
  bill_to_contact_id uuid,
  referred_invoice_id uuid,
  referred_credit_memo_id uuid,
  source text not null,
  source_id text,
  source_type text not null,
  posted_by_id uuid,
  posted_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, debit_memo_id),
  check (status <> 'Posted' or posted_at is not null)
);
create unique index on debit_memos (entity_id, debit_memo_number);
create index on debit_memos (entity_id, updated_at, debit_memo_id);
create index unpaid_debit_memos on debit_memos (account_id) where balance <> 0;
call protect_by_entity('debit_memos');

create table debit_memo_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  debit_memo_id uuid not null,
  debit_memo_item_id uuid not null,
  processing_type text not null,
  subscription_id uuid,
  subscription_number text,
  charge_id uuid,
  charge_number text,
  segment integer,
  product_rate_plan_charge_id uuid,
  charge_name text not null,
  charge_type text,
  service_start date not null,
  -- First day after the service.
  service_end date not null,
  quantity numeric not null,
  unit_price numeric not null,
  unit_of_measure text,
  amount numeric not null,
  balance numeric not null,
  applied_to_item_id uuid,
  -- InvoiceDetail with the invoice item, ProductRatePlanCharge, CreditMemoItem.
  source_item_type text not null,
  source_item_id uuid,
  comment text,
  finance_information jsonb,
  derivation jsonb not null,
  primary key (account_id, debit_memo_id, debit_memo_item_id)
);
call protect_by_entity('debit_memo_items');
