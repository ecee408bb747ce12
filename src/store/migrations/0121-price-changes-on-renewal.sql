-- How the price of a charge changes when its subscription is renewed.
alter table rate_plan_charges
  add column price_change_option text not null default 'NoChange',
  -- Of SpecificPercentageValue: from -100 to 100.
  add column price_increase_percentage numeric;
