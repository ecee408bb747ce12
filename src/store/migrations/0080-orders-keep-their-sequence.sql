-- Which of its order's subscriptions an action is about, counted from 0: ids of one moment are in no order.
alter table order_actions add column subscription_sequence integer not null default 0;
