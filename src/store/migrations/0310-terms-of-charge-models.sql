-- What some charge models need besides a price and a quantity: tiers, days of delivery. Null for
-- those that need nothing more. Amounts are text. In the catalog the tiers are prices, by currency,
-- and stay in their own column.
alter table rate_plan_charges add column model_terms jsonb;
alter table product_rate_plan_charges add column model_terms jsonb;
