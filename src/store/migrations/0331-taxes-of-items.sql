-- How an item is taxed, and how much of its price its taxes are: amounts are without taxes, so the
-- price of an item whose taxes are in it is amount + included_tax.
alter table invoice_items
  add column tax_code text,
  add column tax_mode text not null default 'TaxExclusive',
  add column included_tax numeric not null default 0;
alter table credit_memo_items
  add column tax_code text,
  add column included_tax numeric not null default 0;
alter table debit_memo_items
  add column tax_code text,
  add column included_tax numeric not null default 0;

-- Complete, or Error with what the tax engine said; null where nothing is taxable.
alter table invoices add column tax_status text, add column tax_message text;
alter table credit_memos add column tax_status text, add column tax_message text;

alter table taxation_items
  -- The days that it taxes and what it is the tax of; null where nobody said.
  add column service_start date,
  add column service_end date,
  add column taxable_amount numeric;
-- What of a tax was credited is looked up from the tax.
create index on taxation_items (source_tax_item_id) where source_tax_item_id is not null;
