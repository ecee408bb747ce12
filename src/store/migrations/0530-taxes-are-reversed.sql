-- What of a tax of a credit memo is settled with the memo that reverses it, as of its item.
alter table taxation_items add column reversed_amount numeric not null default 0;
