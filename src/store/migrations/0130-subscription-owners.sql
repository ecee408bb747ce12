-- The account of a subscription is the one on whose documents it goes, its invoice owner. Another may
-- own it, and others may have been its invoice owner before: what they were billed is found there.
alter table subscriptions
  add column subscription_owner_id uuid,
  -- Ids of accounts, the oldest first: ["0123…"].
  add column earlier_invoice_owner_ids jsonb not null default '[]';

update subscriptions set subscription_owner_id = account_id;

alter table subscriptions alter column subscription_owner_id set not null;

create index on subscriptions (subscription_owner_id);
-- An order that transfers a subscription makes a version of another account than its own.
create index on orders (order_id);
