-- For clients of the model before memos: what an adjustment has taken off an invoice, one of its items or
-- one of its taxes. The credit itself is a credit memo, applied to just that; a row says which one.
create table invoice_adjustments (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  invoice_adjustment_id uuid not null,
  invoice_adjustment_number text not null,
  invoice_id uuid not null,
  invoice_number text not null,
  -- Invoice: of the whole; InvoiceDetail: of an item; Tax: of a taxation item.
  source_type text not null check (source_type in ('Invoice', 'InvoiceDetail', 'Tax')),
  -- Null of the whole.
  source_id uuid,
  -- Of an item, or of the item that is taxed.
  item_name text,
  service_start date,
  -- The first day after it.
  service_end date,
  credit_memo_id uuid not null,
  adjustment_date date not null,
  currency text not null,
  amount numeric not null check (amount > 0),
  -- Processed, Canceled.
  status text not null,
  reason_code text,
  comment text,
  reference_id text,
  transferred_to_accounting text,
  custom_fields jsonb not null default '{}',
  cancelled_at timestamptz,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, invoice_adjustment_id),
  check ((source_type = 'Invoice') = (source_id is null))
);
create index on invoice_adjustments (entity_id, invoice_adjustment_id);
create unique index on invoice_adjustments (entity_id, invoice_adjustment_number);
create index on invoice_adjustments (account_id, invoice_id);
call protect_by_entity('invoice_adjustments');
call audit_documents('invoice_adjustments', 'invoice_adjustment_id');

create procedure create_invoice_adjustment_sequences(entity uuid) language plpgsql as $$
declare kind text;
begin
  perform set_config('quittance.entity_id', entity::text, true);
  foreach kind in array array['invoice_adjustment', 'invoice_item_adjustment'] loop
    execute format('create sequence if not exists %s', sequence_name(kind));
    execute format('grant usage, select, update on %s to quittance_server', sequence_name(kind));
  end loop;
end $$;

create function invoice_adjustment_sequences_of_new_entity() returns trigger
language plpgsql as $$
begin
  call create_invoice_adjustment_sequences(new.entity_id);
  return null;
end $$;

create trigger invoice_adjustment_sequences after insert on entities
  for each row execute function invoice_adjustment_sequences_of_new_entity();

do $$
declare entity uuid;
begin
  for entity in select entity_id from entities loop
    call create_invoice_adjustment_sequences(entity);
  end loop;
end $$;

-- An adjustment that moves a credit memo to the credit balance says so, and moves nothing: invoice_id and
-- invoice_number are the memo's then.
alter table credit_balance_adjustments add column type text not null default 'Decrease'
  check (type in ('Decrease', 'Increase'));

-- As the caller has asked: the run applies credit memos and unapplied payments then.
alter table payment_runs add column apply_credit_balance boolean not null default false;
