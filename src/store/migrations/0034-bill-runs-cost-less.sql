-- Billing moves the through dates of every charge of a page in one transaction: with half a page free
-- the new versions stay on it, and no index is touched.
alter table rate_plan_charges set (fillfactor = 50);

-- Looks the sequence up once, not once for each number.
create or replace function next_numbers(kind text, how_many integer) returns setof bigint
  language sql volatile
  as $$
    select nextval(numbers)
    from (select sequence_name(kind)::regclass as numbers offset 0) sequence,
      generate_series(1, how_many)
  $$;

-- A bill run plans its queries by what PostgreSQL knows of these tables. Just after millions of rows
-- have come in, that is nothing; PostgreSQL itself would look within minutes.
create function analyze_what_billing_reads() returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare name text;
begin
  foreach name in array array['accounts', 'subscriptions', 'rate_plan_charges', 'rate_plans'] loop
    if not exists (select from pg_stats where tablename = name and attname = 'entity_id') then
      execute format('analyze %I', name);
    end if;
  end loop;
end $$;
