-- ChargeFullPeriod: a partial billing period costs what a whole one does. Null: by the tenant's rules.
alter table rate_plan_charges add column proration_option text;
alter table product_rate_plan_charges add column proration_option text;
