-- Charges have fields of the caller's own, as subscriptions and rate plans have.
alter table rate_plan_charges add column custom_fields jsonb not null default '{}';
-- Callers may choose the number of a rate plan: whether it is free must be found quickly.
create index on rate_plans (entity_id, subscription_rate_plan_number);
