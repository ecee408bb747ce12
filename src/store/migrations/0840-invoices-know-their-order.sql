-- The order whose billing has made the invoice; null for all that an order does not make. As credit memos,
-- payments and refunds know theirs: a receipt tells what an order did to money.
alter table invoices add column order_id uuid;

-- Of those that there are: one order of an account is executed at a moment, and its invoices with it.
alter table invoices disable trigger user;
update invoices set order_id = orders.order_id
from orders
where orders.account_id = invoices.account_id and orders.created_at = invoices.created_at
  and invoices.bill_run_id is null;
alter table invoices enable trigger user;
