-- What one unit of a currency is worth in another, as somebody has said for a day.
create table custom_exchange_rates (
  entity_id uuid not null default current_entity_id() references entities,
  currency_from text not null,
  currency_to text not null,
  rate_date date not null,
  rate numeric not null check (rate > 0),
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (entity_id, currency_to, currency_from, rate_date),
  check (currency_from <> currency_to)
);
create index on custom_exchange_rates (entity_id, currency_from, currency_to, rate_date);
call protect_by_entity('custom_exchange_rates');
