-- A memo that gives up what is owed is not one that takes back what was billed, though both may be
-- made from an invoice. Until now only write-offs were.
alter table credit_memos add column is_write_off boolean not null default false;

update credit_memos memo set is_write_off = true
where exists (
  select from credit_memo_items item
  where item.account_id = memo.account_id and item.credit_memo_id = memo.credit_memo_id
  and item.source_item_type = 'InvoiceDetail'
);
