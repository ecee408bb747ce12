-- Money that came in and money that went out again.

create table payments (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  payment_id uuid not null,
  payment_number text not null,
  -- External, Electronic.
  type text not null,
  -- Processing, Processed, Error, Canceled.
  status text not null,
  gateway_state text not null default 'NotSubmitted',
  currency text not null,
  effective_date date not null,
  amount numeric not null check (amount > 0),
  -- Zero until it is processed, and again once it is cancelled.
  unapplied_amount numeric not null default 0 check (unapplied_amount >= 0),
  refund_amount numeric not null default 0 check (refund_amount >= 0),
  -- Of the unapplied amount, what refunds are giving back at this moment.
  reserved_amount numeric not null default 0
    check (reserved_amount >= 0 and reserved_amount <= unapplied_amount),
  payment_method_id uuid,
  -- Of an external one: Check, Cash, WireTransfer, …
  payment_method_type text,
  payment_gateway_id uuid,
  bank_identification text,
  auth_transaction_id text,
  gateway_order_id text,
  gateway_response text,
  gateway_response_code text,
  reference_id text,
  second_reference_id text,
  soft_descriptor text,
  soft_descriptor_phone text,
  comment text,
  finance_information jsonb,
  custom_fields jsonb not null default '{}',
  -- What it is to pay once the gateway has approved it: [{documentType, documentId, amount, items}].
  intent jsonb not null default '[]',
  -- How often the gateway was asked, and when it is asked again while nobody knows.
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  -- Of the request that made it, so that the same request makes no second one.
  idempotency_key text,
  -- API, Order, PaymentRun; the run or order that made it.
  source text not null default 'API',
  payment_run_id uuid,
  order_id uuid,
  submitted_at timestamptz,
  settled_at timestamptz,
  cancelled_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, payment_id)
) with (fillfactor = 90);
create unique index on payments (entity_id, payment_number);
create unique index on payments (entity_id, idempotency_key) where idempotency_key is not null;
create index on payments (entity_id, payment_id);
create index on payments (entity_id, updated_at, payment_id);
create index payments_in_process on payments (entity_id, next_attempt_at) where status = 'Processing';
create index on payments (payment_run_id) where payment_run_id is not null;
call protect_by_entity('payments');

create table refunds (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  refund_id uuid not null,
  refund_number text not null,
  -- External, Electronic.
  type text not null,
  -- Processing, Processed, Error, Canceled.
  status text not null,
  gateway_state text not null default 'NotSubmitted',
  -- How an external one was given: Cash, Check, WireTransfer, …
  method_type text,
  refund_transaction_type text,
  currency text not null,
  refund_date date not null,
  amount numeric not null check (amount > 0),
  -- What it gives back: of one of the two.
  payment_id uuid,
  credit_memo_id uuid,
  payment_method_id uuid,
  payment_gateway_id uuid,
  gateway_response text,
  gateway_response_code text,
  reference_id text,
  second_reference_id text,
  soft_descriptor text,
  soft_descriptor_phone text,
  reason_code text,
  comment text,
  finance_information jsonb,
  custom_fields jsonb not null default '{}',
  -- Of a credit memo: its items and taxes, [{creditMemoItemId, creditTaxItemId, amount}].
  items jsonb not null default '[]',
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  idempotency_key text,
  order_id uuid,
  submitted_at timestamptz,
  settled_at timestamptz,
  cancelled_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, refund_id),
  check ((payment_id is null) <> (credit_memo_id is null))
);
create unique index on refunds (entity_id, refund_number);
create unique index on refunds (entity_id, idempotency_key) where idempotency_key is not null;
create index on refunds (entity_id, refund_id);
create index on refunds (entity_id, updated_at, refund_id);
create index on refunds (account_id, payment_id) where payment_id is not null;
create index on refunds (account_id, credit_memo_id) where credit_memo_id is not null;
create index refunds_in_process on refunds (entity_id, next_attempt_at) where status = 'Processing';
call protect_by_entity('refunds');

-- What refunds are giving back of a memo at this moment may not be applied meanwhile.
alter table credit_memos
  add column reserved_amount numeric not null default 0,
  add constraint reserved_of_unapplied
    check (reserved_amount = 0 or reserved_amount between 0 and unapplied_amount);

create index on applications (account_id, source_id);
