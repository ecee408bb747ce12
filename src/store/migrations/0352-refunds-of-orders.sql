-- What a cancel with refund does once the gateway has answered: what it then credits and writes off, or
-- pays again. Null of all other refunds.
alter table refunds add column follow_up jsonb;
create index on refunds (account_id, order_id) where order_id is not null;
