-- Where a tax is booked: codes of the accounting system, as a person has said.
alter table taxation_items add column finance_information jsonb;

-- Whether an accounting system has taken a memo over; null: nobody has said.
alter table credit_memos add column transferred_to_accounting text;
alter table debit_memos add column transferred_to_accounting text;
