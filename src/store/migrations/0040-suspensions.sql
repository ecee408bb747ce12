-- Where a charge would end had its subscription not been suspended; null while it is not suspended.
-- 9999-12-31 for a charge that would have no end.
alter table rate_plan_charges add column end_before_suspension date;
