-- The order that a revert takes back, and the memo that a memo reverses: both stay, linked.
alter table orders add column reverts_order_id uuid;
alter table credit_memos
  add column reverses_credit_memo_id uuid,
  -- Of what nobody had taken, what was settled against the memo that reverses it; negative on that one.
  add column reversed_amount numeric not null default 0;
alter table credit_memo_items add column reversed_amount numeric not null default 0;
