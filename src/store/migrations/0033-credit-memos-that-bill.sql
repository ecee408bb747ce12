-- A charge below zero may be billed on a credit memo. Taking it back finds it there: items of memos
-- remember their segment and what was taken back of them, as items of invoices do.
alter table credit_memo_items
  add column segment integer,
  add column credited_amount numeric not null default 0,
  add column credit_from_item_source text;

update credit_memo_items set credit_from_item_source = 'InvoiceItem'
where credit_from_item_id is not null;

update credit_memo_items item set segment = charge.segment
from rate_plan_charges charge
where item.source_item_type = 'SubscriptionComponent'
and charge.account_id = item.account_id and charge.charge_id = item.charge_id;

-- Only what billed something: credits of invoices, which are most, are never taken back.
create index credit_memo_items_that_bill on credit_memo_items (account_id, charge_number)
where source_item_type = 'SubscriptionComponent' and credit_from_item_id is null;

-- On an item that takes back another: what it takes back, of an invoice or of a credit memo.
alter table invoice_items rename credited_invoice_id to credited_document_id;
alter table invoice_items rename credited_invoice_item_id to credited_item_id;
alter table invoice_items add column credited_document_type text;

update invoice_items set credited_document_type = 'Invoice' where credited_item_id is not null;
