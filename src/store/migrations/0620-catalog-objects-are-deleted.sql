-- What is deleted of the catalog is not found any more, and its names and numbers are free; the row
-- stays for what names it (docs/decisions/0621-what-is-deleted-of-the-catalog.md).
alter table products add column deleted_at timestamptz;
alter table product_rate_plans add column deleted_at timestamptz;
alter table product_rate_plan_charges add column deleted_at timestamptz;

alter table products
  drop constraint products_entity_id_name_key,
  drop constraint products_entity_id_sku_key,
  drop constraint products_entity_id_product_number_key;
create unique index on products (entity_id, name) where deleted_at is null;
create unique index on products (entity_id, sku) where deleted_at is null;
create unique index on products (entity_id, product_number) where deleted_at is null;

alter table product_rate_plans
  drop constraint product_rate_plans_entity_id_product_rate_plan_number_key,
  drop constraint product_rate_plans_product_id_name_key;
create unique index on product_rate_plans (entity_id, product_rate_plan_number)
  where deleted_at is null;
create unique index on product_rate_plans (product_id, name) where deleted_at is null;

-- The name of the constraint on charges was cut off: it is found by what it is.
do $$
declare name text;
begin
  for name in select conname from pg_constraint
    where conrelid = 'product_rate_plan_charges'::regclass and contype = 'u' loop
    execute format('alter table product_rate_plan_charges drop constraint %I', name);
  end loop;
end $$;
create unique index on product_rate_plan_charges (entity_id, product_rate_plan_charge_number)
  where deleted_at is null;
