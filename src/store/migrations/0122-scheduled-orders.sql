-- Orders that are executed on a day to come: whether a subscription has any is asked by every order.
create index on orders (account_id) where status in ('Scheduled', 'Executing');
-- Why a scheduled order was not executed when that was last tried, in words.
alter table orders add column failed_reason text;
