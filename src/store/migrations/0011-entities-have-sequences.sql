-- An entity without number sequences could not number anything: making one makes them.
create or replace procedure create_number_sequences(entity uuid) language plpgsql as $$
declare kind text;
begin
  perform set_config('quittance.entity_id', entity::text, true);
  foreach kind in array array['account', 'sku', 'product', 'product_rate_plan',
    'product_rate_plan_charge', 'order', 'subscription', 'subscription_rate_plan', 'charge',
    'invoice', 'credit_memo', 'debit_memo', 'payment', 'refund', 'bill_run'] loop
    execute format('create sequence if not exists %s', sequence_name(kind));
    execute format('grant usage, select, update on %s to quittance_server', sequence_name(kind));
  end loop;
end $$;

create function number_sequences_of_new_entity() returns trigger language plpgsql as $$
begin
  call create_number_sequences(new.entity_id);
  return null;
end $$;

create trigger number_sequences after insert on entities
  for each row execute function number_sequences_of_new_entity();
