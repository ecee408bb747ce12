-- Funds as they are shown: they follow from the charges of the latest version of a subscription, and are
-- written again with each version. Billing never reads them.
create table prepaid_balances (
  entity_id uuid not null default current_entity_id() references entities,
  -- The account that is billed for the subscription.
  account_id uuid not null references accounts on delete cascade,
  balance_id uuid not null,
  subscription_number text not null,
  unit_of_measure text not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, balance_id)
);
create unique index on prepaid_balances (entity_id, subscription_number, unit_of_measure);
create unique index on prepaid_balances (balance_id);
call protect_by_entity('prepaid_balances');

create table prepaid_funds (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  fund_id uuid not null,
  balance_id uuid not null,
  subscription_number text not null,
  charge_number text not null,
  fund_start date not null,
  segment integer not null,
  original_charge_id uuid not null,
  funded numeric not null,
  funding_price numeric not null,
  -- First day on which it cannot be drawn, and the first day after its validity period.
  end_date date not null,
  period_end date not null,
  rolled_over_until date,
  rollover_apply text,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, fund_id)
);
create unique index on prepaid_funds (entity_id, subscription_number, charge_number, fund_start);
create unique index on prepaid_funds (fund_id);
create index on prepaid_funds (balance_id);
call protect_by_entity('prepaid_funds');
