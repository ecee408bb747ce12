-- Orders are the log; a subscription version is what the log adds up to.

create table orders (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts,
  order_id uuid not null,
  order_number text not null,
  order_date date not null,
  status text not null,
  category text not null default 'NewSales',
  description text,
  reason_code text,
  currency text not null,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, order_id),
  unique (entity_id, order_number)
);
call protect_by_entity('orders');

create table order_actions (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null,
  order_id uuid not null,
  order_action_id uuid not null,
  subscription_number text not null,
  -- The version that the action was applied to (null when it created the subscription) and made.
  base_version integer,
  new_version integer not null,
  sequence integer not null,
  type text not null,
  -- The action as the engine took it: replaying them all gives the stored version.
  action jsonb not null,
  trigger_dates jsonb not null default '[]',
  change_reason text,
  custom_fields jsonb not null default '{}',
  primary key (account_id, order_id, order_action_id)
);
create index on order_actions (account_id, subscription_number);
call protect_by_entity('order_actions');

create table subscriptions (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts,
  -- Of this version.
  subscription_id uuid not null,
  original_id uuid not null,
  previous_subscription_id uuid,
  subscription_number text not null,
  version integer not null,
  is_latest_version boolean not null,
  status text not null,
  currency text not null,
  term_type text not null,
  initial_term integer,
  initial_term_period_type text,
  renewal_term integer,
  renewal_term_period_type text,
  renewal_setting text not null,
  auto_renew boolean not null,
  term_start_date date not null,
  -- First day after the term; null for evergreen.
  term_end_date date,
  contract_effective_date date not null,
  service_activation_date date,
  customer_acceptance_date date,
  subscription_start_date date not null,
  cancelled_date date,
  cancel_reason text,
  last_booking_date date not null,
  notes text,
  invoice_separately boolean not null default false,
  payment_term text,
  bill_to_contact_id uuid,
  custom_fields jsonb not null default '{}',
  status_history jsonb not null,
  order_id uuid not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  -- When the first version was made.
  original_created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, subscription_id),
  unique (entity_id, subscription_number, version)
);
create unique index one_latest_version on subscriptions (entity_id, subscription_number)
  where is_latest_version;
create index on subscriptions (subscription_id);
call protect_by_entity('subscriptions');

create table rate_plans (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null,
  subscription_id uuid not null,
  rate_plan_id uuid not null,
  original_rate_plan_id uuid not null,
  subscription_rate_plan_number text not null,
  product_rate_plan_id uuid not null,
  name text not null,
  last_change_type text,
  custom_fields jsonb not null default '{}',
  primary key (account_id, subscription_id, rate_plan_id)
);
call protect_by_entity('rate_plans');

-- One row per segment of a charge and subscription version. Billing moves the two through-dates in
-- place, so pages keep room for that.
create table rate_plan_charges (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null,
  subscription_id uuid not null,
  charge_id uuid not null,
  rate_plan_id uuid not null,
  original_charge_id uuid not null,
  charge_number text not null,
  segment integer not null,
  version integer not null,
  product_rate_plan_charge_id uuid not null,
  name text not null,
  description text,
  charge_type text not null,
  charge_model text not null,
  price numeric not null,
  quantity numeric not null,
  unit_of_measure text,
  trigger_event text not null,
  trigger_date date,
  estimated_start_date date,
  end_date_condition text not null,
  up_to_periods integer,
  up_to_periods_type text,
  specific_end_date date,
  billing_period text,
  specific_billing_period integer,
  bill_cycle_type text,
  bill_cycle_day smallint,
  weekly_bill_cycle_day text,
  billing_period_alignment text,
  billing_timing text,
  list_price_base text,
  specific_list_price_base integer,
  -- Both null while pending; the end is the first day without service, null when there is none.
  effective_start_date date,
  effective_end_date date,
  charged_through_date date,
  processed_through_date date,
  original_order_date date not null,
  amended_by_order_on date,
  primary key (account_id, subscription_id, charge_id)
) with (fillfactor = 80);
call protect_by_entity('rate_plan_charges');
