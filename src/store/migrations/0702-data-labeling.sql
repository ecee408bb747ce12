-- What is labelled with organizations after it was made: docs/decisions/0702.

-- Of a product and its rate plans: to whom they are offered. Null: not labelled; empty: to all.
alter table products add column offered_to uuid[];
alter table product_rate_plans add column offered_to uuid[];

create table data_labeling_jobs (
  entity_id uuid not null default current_entity_id() references entities,
  job_id uuid primary key,
  -- User, Account, Product, BillRun, PaymentRun.
  object_type text not null,
  object_ids uuid[] not null,
  -- Whether organizations were named at all; what is named: null takes labels away, empty is all.
  is_labelled boolean not null,
  label_ids uuid[],
  -- Accepted, Dispatched, Completed.
  status text not null default 'Accepted',
  -- How many of them were worked on, and what became of those.
  done integer not null default 0,
  labeled integer not null default 0,
  failed integer not null default 0,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Whoever sees it.
  organization_ids uuid[] default current_organization_ids()
);
call protect_by_entity('data_labeling_jobs');
