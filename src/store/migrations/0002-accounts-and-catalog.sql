-- Accounts, their contacts, and the product catalog.
-- Every table carries entity_id, filled and enforced by PostgreSQL: queries never mention it.

-- Puts a table under the entity of the transaction.
create procedure protect_by_entity(table_name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format(
    'create policy entity on %s using (entity_id = current_entity_id()) with check (entity_id = current_entity_id())',
    table_name);
  execute format('grant select, insert, update, delete on %s to quittance_server', table_name);
end $$;

-- Tenant settings by name: billing rules, currency rounding, numbering.
create table settings (
  entity_id uuid not null default current_entity_id() references entities,
  name text not null,
  value jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, name)
);
call protect_by_entity('settings');

create table accounts (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid primary key,
  account_number text not null,
  name text not null,
  status text not null default 'Active' check (status in ('Draft', 'Active', 'Canceled')),
  currency text not null,
  -- 1 to 31, 31 is the end of the month; 0 until the first recurring charge sets it.
  bill_cycle_day smallint not null check (bill_cycle_day between 0 and 31),
  bcd_setting_option text not null default 'ManualSet',
  payment_term text not null default 'Due Upon Receipt',
  batch text not null default 'Batch1',
  auto_pay boolean not null default false,
  bill_to_contact_id uuid,
  sold_to_contact_id uuid,
  parent_id uuid,
  crm_id text,
  notes text,
  sales_rep text,
  customer_service_rep_name text,
  purchase_order_number text,
  profile_number text,
  communication_profile_id text,
  invoice_template_id text,
  credit_memo_template_id text,
  debit_memo_template_id text,
  summary_statement_template_id text,
  sequence_set_id text,
  payment_gateway text,
  organization_label text,
  additional_email_addresses text[] not null default '{}',
  invoice_delivery_prefs_email boolean not null default false,
  invoice_delivery_prefs_print boolean not null default false,
  partner_account boolean not null default false,
  tax_info jsonb,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, account_number)
);
create index on accounts (entity_id, account_id);
call protect_by_entity('accounts');

create table contacts (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts,
  contact_id uuid not null,
  first_name text not null,
  last_name text not null,
  nickname text,
  address1 text,
  address2 text,
  city text,
  country text,
  county text,
  state text,
  postal_code text,
  fax text,
  home_phone text,
  mobile_phone text,
  other_phone text,
  other_phone_type text,
  work_phone text,
  personal_email text,
  work_email text,
  tax_region text,
  description text,
  custom_fields jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, contact_id)
);
call protect_by_entity('contacts');

create table products (
  entity_id uuid not null default current_entity_id() references entities,
  product_id uuid primary key,
  name text not null,
  sku text not null,
  product_number text,
  description text,
  category text,
  effective_start_date date not null,
  effective_end_date date not null,
  allow_feature_changes boolean not null default false,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, name),
  unique (entity_id, sku),
  unique (entity_id, product_number)
);
call protect_by_entity('products');

create table product_rate_plans (
  entity_id uuid not null default current_entity_id() references entities,
  product_rate_plan_id uuid primary key,
  product_id uuid not null references products on delete cascade,
  product_rate_plan_number text not null,
  name text not null,
  description text,
  effective_start_date date not null,
  effective_end_date date not null,
  active_currencies text[] not null default '{}',
  grade integer,
  external_rate_plan_ids text[] not null default '{}',
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, product_rate_plan_number),
  unique (product_id, name)
);
call protect_by_entity('product_rate_plans');

-- Enumerated values are those of the Orders API (Semi_Annual, IN_ADVANCE, FlatFee); the object CRUD
-- spelling (Semi-Annual, In Advance, Flat Fee Pricing) is translated at the edge.
create table product_rate_plan_charges (
  entity_id uuid not null default current_entity_id() references entities,
  product_rate_plan_charge_id uuid primary key,
  product_rate_plan_id uuid not null references product_rate_plans on delete cascade,
  product_rate_plan_charge_number text not null,
  name text not null,
  description text,
  charge_type text not null,
  charge_model text not null,
  unit_of_measure text,
  default_quantity numeric,
  min_quantity numeric,
  max_quantity numeric,
  -- [{currency, price, startingUnit, endingUnit, priceFormat, …}]; amounts as text.
  tiers jsonb not null,
  trigger_event text not null,
  end_date_condition text not null,
  up_to_periods integer,
  up_to_periods_type text,
  billing_period text,
  specific_billing_period integer,
  bill_cycle_type text,
  bill_cycle_day smallint,
  weekly_bill_cycle_day text,
  billing_period_alignment text,
  billing_timing text,
  list_price_base text,
  specific_list_price_base integer,
  taxable boolean not null default false,
  tax_code text,
  tax_mode text,
  -- Fields that are kept and shown but do not change how this version bills: accounting, revenue, price change.
  other_fields jsonb not null default '{}',
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, product_rate_plan_charge_number)
);
create index on product_rate_plan_charges (product_rate_plan_id);
call protect_by_entity('product_rate_plan_charges');

-- Numbers. PostgreSQL's own sequences, one per entity and kind: drawing never waits for another
-- transaction and a rolled-back order leaves a gap, as in the field.
create schema numbers;
grant usage on schema numbers to quittance_server;

create function sequence_name(kind text) returns text
  language sql stable
  return format('numbers.%I', replace(current_entity_id()::text, '-', '') || '_' || kind);

-- Called by the owner when an entity is made.
create procedure create_number_sequences(entity uuid) language plpgsql as $$
declare kind text;
begin
  perform set_config('quittance.entity_id', entity::text, true);
  foreach kind in array array['account', 'sku', 'product', 'product_rate_plan',
    'product_rate_plan_charge', 'order', 'subscription', 'subscription_rate_plan', 'charge',
    'invoice', 'credit_memo', 'debit_memo', 'payment', 'refund', 'bill_run'] loop
    execute format('create sequence %s', sequence_name(kind));
    execute format('grant usage, select, update on %s to quittance_server', sequence_name(kind));
  end loop;
end $$;

create function next_numbers(kind text, how_many integer) returns setof bigint
  language sql volatile
  as $$ select nextval(sequence_name(kind)::regclass) from generate_series(1, how_many) $$;

create function set_next_number(kind text, next_value bigint) returns bigint
  language sql volatile
  as $$ select setval(sequence_name(kind)::regclass, next_value, false) $$;
