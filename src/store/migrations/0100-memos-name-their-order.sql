-- The order that made a credit memo, by its billing or its write-off: an order can be undone only
-- together with them. Those made before are known by their moment, which an order shares with them.
alter table credit_memos add column order_id uuid;

update credit_memos memo set order_id = orders.order_id
from orders
where orders.account_id = memo.account_id and orders.created_at = memo.created_at
and memo.bill_run_id is null;
