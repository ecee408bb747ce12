-- Invoices, credit memos, what was applied to what, and the journal that proves it.
-- No foreign keys here: these tables take millions of rows a run, and every row is written by one
-- transaction together with what it points to.

create table bill_runs (
  entity_id uuid not null default current_entity_id() references entities,
  bill_run_id uuid primary key,
  bill_run_number text not null,
  name text,
  status text not null,
  target_date date not null,
  invoice_date date not null,
  auto_post boolean not null default false,
  auto_email boolean not null default false,
  auto_renewal boolean not null default false,
  no_email_for_zero_amount_invoice boolean not null default false,
  batches text[],
  bill_cycle_day text,
  bill_run_filters jsonb,
  charge_type_to_exclude text[] not null default '{}',
  -- Accounts that could not be billed: [{accountId, accountNumber, reason}].
  errors jsonb not null default '[]',
  accounts_total integer not null default 0,
  accounts_done integer not null default 0,
  invoices_generated integer not null default 0,
  credit_memos_generated integer not null default 0,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (entity_id, bill_run_number)
);
call protect_by_entity('bill_runs');

create table invoices (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  invoice_id uuid not null,
  invoice_number text not null,
  status text not null,
  currency text not null,
  invoice_date date not null,
  due_date date not null,
  target_date date not null,
  amount numeric not null,
  balance numeric not null,
  payment_term text not null,
  bill_to_contact_id uuid,
  includes_one_time boolean not null,
  includes_recurring boolean not null,
  -- BillRun, API; the number of the bill run; Subscription, Order.
  source text not null,
  source_id text,
  source_type text not null,
  bill_run_id uuid,
  comments text,
  posted_by_id uuid,
  posted_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, invoice_id),
  check (status <> 'Posted' or posted_at is not null)
) with (fillfactor = 90);
create unique index on invoices (entity_id, invoice_number);
create index unpaid_invoices on invoices (account_id) where balance <> 0;
call protect_by_entity('invoices');

create table invoice_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  invoice_id uuid not null,
  invoice_item_id uuid not null,
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
  -- What billing has taken back of it by later credit lines.
  credited_amount numeric not null default 0,
  applied_to_item_id uuid,
  -- On a negative item: the item that it credits.
  credited_invoice_id uuid,
  credited_invoice_item_id uuid,
  derivation jsonb not null,
  primary key (account_id, invoice_id, invoice_item_id)
) with (fillfactor = 90);
create index on invoice_items (account_id, charge_number);
call protect_by_entity('invoice_items');

create table credit_memos (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  credit_memo_id uuid not null,
  credit_memo_number text not null,
  status text not null,
  currency text not null,
  credit_memo_date date not null,
  target_date date,
  amount numeric not null,
  unapplied_amount numeric not null,
  refund_amount numeric not null default 0,
  reason_code text not null,
  comment text,
  bill_to_contact_id uuid,
  referred_invoice_id uuid,
  source text not null,
  source_id text,
  source_type text not null,
  bill_run_id uuid,
  posted_by_id uuid,
  posted_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, credit_memo_id),
  check (status <> 'Posted' or posted_at is not null)
);
create unique index on credit_memos (entity_id, credit_memo_number);
call protect_by_entity('credit_memos');

create table credit_memo_items (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  credit_memo_id uuid not null,
  credit_memo_item_id uuid not null,
  processing_type text not null,
  subscription_id uuid,
  subscription_number text,
  charge_id uuid,
  charge_number text,
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
  unapplied_amount numeric not null,
  refund_amount numeric not null default 0,
  applied_to_item_id uuid,
  -- SubscriptionComponent with the charge, InvoiceDetail with the invoice item.
  source_item_type text not null,
  source_item_id uuid,
  credit_from_invoice_id uuid,
  credit_from_item_id uuid,
  comment text,
  finance_information jsonb,
  derivation jsonb not null,
  primary key (account_id, credit_memo_id, credit_memo_item_id)
);
call protect_by_entity('credit_memo_items');

-- What a credit memo paid of an invoice, item by item. Append-only.
create table credit_memo_applications (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  credit_memo_id uuid not null,
  application_id uuid not null,
  credit_memo_item_id uuid not null,
  invoice_id uuid not null,
  invoice_item_id uuid not null,
  amount numeric not null,
  effective_date date not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, credit_memo_id, application_id)
);
create index on credit_memo_applications (account_id, invoice_id);
call protect_by_entity('credit_memo_applications');

-- Append-only. An entry debits one account and credits another by the same positive amount: it cannot
-- be out of balance.
create table journal_entries (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  journal_entry_id uuid not null,
  accounting_date date not null,
  currency text not null,
  debit text not null,
  credit text not null,
  amount numeric not null check (amount > 0),
  document_type text not null,
  document_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, journal_entry_id),
  check (debit <> credit)
);
call protect_by_entity('journal_entries');
revoke update, delete on journal_entries, credit_memo_applications from quittance_server;
