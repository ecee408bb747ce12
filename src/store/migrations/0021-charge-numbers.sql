-- A charge number is of one charge only: billing finds by it what a charge was billed before.
create index on rate_plan_charges (charge_number);
