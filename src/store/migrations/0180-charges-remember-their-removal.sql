-- The first day without service of a charge whose product was removed; null while it was not. It may
-- lie ahead, and is kept when the term is cut before it.
alter table rate_plan_charges add column removed_date date;

-- Of what was removed before, the last day of the rate plan's service says it best.
update rate_plan_charges charges set removed_date = removed.removed_date
from (
  select account_id, subscription_id, rate_plan_id, max(effective_end_date) as removed_date
  from rate_plan_charges join rate_plans using (account_id, subscription_id, rate_plan_id)
  where last_change_type = 'Remove'
  group by account_id, subscription_id, rate_plan_id
) removed
where charges.account_id = removed.account_id
and charges.subscription_id = removed.subscription_id
and charges.rate_plan_id = removed.rate_plan_id;
