-- The accounting code that a credit balance adjustment is booked on, as whoever made it has said.
alter table credit_balance_adjustments add column accounting_code text;
