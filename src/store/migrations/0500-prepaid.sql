-- What billing has done to prepaid units, by the item that did it. Funds themselves are not kept: they
-- follow from the charges of a subscription. A fund is named by its charge and its first day.
create table prepaid_moves (
  entity_id uuid not null default current_entity_id() references entities,
  -- Whose document it is.
  account_id uuid not null references accounts on delete cascade,
  move_id uuid not null,
  subscription_number text not null,
  fund_charge_number text not null,
  fund_start date not null,
  -- Drawdown, DrawdownReversal, CreditBack
  type text not null,
  units numeric not null check (units >= 0),
  -- The usage charge that drew, and the day of the usage; both null of a credit back.
  charge_number text,
  usage_date date,
  document_type text not null,
  document_id uuid not null,
  item_id uuid not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, move_id),
  check ((type = 'CreditBack') = (charge_number is null)),
  check ((charge_number is null) = (usage_date is null))
);
create index on prepaid_moves (entity_id, subscription_number);
create index on prepaid_moves (item_id);
call protect_by_entity('prepaid_moves');

-- What a person has moved from one validity period to the next.
create table prepaid_rollovers (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  subscription_number text not null,
  unit_of_measure text not null,
  source_start date not null,
  destination_start date not null,
  destination_end date not null check (destination_end > destination_start),
  apply text not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, subscription_number, unit_of_measure, source_start)
);
create index on prepaid_rollovers (entity_id, subscription_number);
call protect_by_entity('prepaid_rollovers');
