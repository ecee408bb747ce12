-- How customers pay, and through whom. Of a card or a bank account only the gateway's tokens and a
-- masked number are ever here: there is no column that could hold more.

create table payment_gateways (
  entity_id uuid not null default current_entity_id() references entities,
  payment_gateway_id uuid primary key default gen_random_uuid(),
  -- Chance: it is no secret how many there are, but one entity's is not another's.
  payment_gateway_number text not null default 'PG-' || upper(left(md5(gen_random_uuid()::text), 8)),
  name text not null,
  -- Test Gateway, Stripe.
  type text not null,
  is_active boolean not null default true,
  is_default boolean not null default false,
  -- Name of the server's environment variable that holds the gateway's secret; never the secret.
  secret_key_variable text,
  created_at timestamptz not null default now(),
  unique (entity_id, name),
  unique (entity_id, payment_gateway_number)
);
create unique index one_default_payment_gateway on payment_gateways (entity_id) where is_default;
call protect_by_entity('payment_gateways');

-- An entity can try out payments from its first day.
create function test_gateway_of_new_entity() returns trigger language plpgsql as $$
begin
  insert into payment_gateways (entity_id, name, type, is_default)
  values (new.entity_id, 'Test Gateway Adapter', 'Test Gateway', true);
  return null;
end $$;
create trigger test_gateway after insert on entities
  for each row execute function test_gateway_of_new_entity();
insert into payment_gateways (entity_id, name, type, is_default)
select entity_id, 'Test Gateway Adapter', 'Test Gateway', true from entities;

create table payment_methods (
  entity_id uuid not null default current_entity_id() references entities,
  payment_method_id uuid primary key,
  -- Null: of no account yet.
  account_id uuid,
  type text not null,
  -- Active, Closed, Scrubbed.
  status text not null,
  -- Who gave the tokens; null for tokens that a caller has brought.
  payment_gateway_id uuid,
  token_id text,
  second_token_id text,
  -- Asterisks and the last four digits, of a card, a bank account or an IBAN.
  masked text check (masked ~ '^\**.{0,4}$'),
  -- The first six digits of a card.
  bank_identification text check (length(bank_identification) <= 8),
  expiration_month integer,
  expiration_year integer,
  -- What is no secret: holder, address, brand, bank.
  details jsonb not null,
  mandate_info jsonb,
  use_default_retry_rule boolean not null default true,
  max_consecutive_payment_failures integer,
  payment_retry_window integer,
  num_consecutive_failures integer not null default 0,
  total_number_of_processed_payments integer not null default 0,
  total_number_of_error_payments integer not null default 0,
  last_transaction text,
  last_transaction_at timestamptz,
  last_failed_sale_transaction_at timestamptz,
  custom_fields jsonb not null default '{}',
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now()
);
create index on payment_methods (account_id);
call protect_by_entity('payment_methods');

alter table accounts add column default_payment_method_id uuid;

-- Who works on a request with an Idempotency-Key that may not hold a transaction meanwhile: a gateway
-- is asked outside of any. A claim whose process died is another's after two minutes.
create table idempotency_claims (
  entity_id uuid not null default current_entity_id() references entities,
  key text not null,
  claimed_at timestamptz not null default now(),
  primary key (entity_id, key)
);
call protect_by_entity('idempotency_claims');
