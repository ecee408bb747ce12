-- A run of tens of thousands fills its rows in one statement, and works on them before PostgreSQL has
-- looked how many there are: each batch then read all rows for each of its own. Addresses as well.
create function analyze_payment_run_rows() returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  analyze payment_run_rows;
end $$;

create or replace function analyze_what_billing_reads() returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare name text;
begin
  foreach name in array
    array['accounts', 'contacts', 'subscriptions', 'rate_plan_charges', 'rate_plans'] loop
    if not exists (select from pg_stats where tablename = name and attname = 'entity_id') then
      execute format('analyze %I', name);
    end if;
  end loop;
end $$;
