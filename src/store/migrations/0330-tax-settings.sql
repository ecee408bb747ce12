-- What is taxed, where and how much. One tax code has periods, a period has rates by address.
create table tax_engines (
  entity_id uuid not null default current_entity_id() references entities,
  tax_engine_id uuid primary key,
  name text not null,
  -- Where the outside engine is called, and what it is called with.
  connect_url text not null,
  password text not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, name)
);
call protect_by_entity('tax_engines');

-- Which of one's own companies sells: an outside engine wants its code.
create table tax_companies (
  entity_id uuid not null default current_entity_id() references entities,
  tax_company_id uuid primary key,
  name text not null,
  company_code text not null,
  created_at timestamptz not null default now(),
  unique (entity_id, name)
);
call protect_by_entity('tax_companies');

create table tax_codes (
  entity_id uuid not null default current_entity_id() references entities,
  tax_code_id uuid primary key,
  name text not null,
  active boolean not null,
  description text,
  -- Null: the server's own engine.
  tax_engine_id uuid references tax_engines,
  tax_company_id uuid references tax_companies,
  -- What an outside engine calls it.
  external_tax_code text,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  unique (entity_id, name)
);
call protect_by_entity('tax_codes');

create table tax_rate_periods (
  entity_id uuid not null default current_entity_id() references entities,
  tax_rate_period_id uuid primary key,
  tax_code_id uuid not null references tax_codes on delete cascade,
  start_date date not null,
  -- First day after the period; null while it has no end.
  end_date date
);
create index on tax_rate_periods (tax_code_id);
call protect_by_entity('tax_rate_periods');

create table tax_rates (
  entity_id uuid not null default current_entity_id() references entities,
  tax_rate_period_id uuid not null references tax_rate_periods on delete cascade,
  -- The order in which addresses are matched.
  tax_order integer not null,
  tax_rate_id uuid not null,
  country text not null,
  state text,
  county text,
  city text,
  postal_code text,
  tax_region text,
  description text,
  -- One to three: [{name, taxRate, taxRateType, taxRateDescription, jurisdiction, locationCode}].
  rates jsonb not null,
  primary key (tax_rate_period_id, tax_order)
);
call protect_by_entity('tax_rates');

-- What a subscription's charge or an item says of its tax instead of the catalog; null: the catalog's.
alter table rate_plan_charges add column tax_code text, add column tax_mode text;
