-- What an order line item is taxed by, which sequence set numbers what bills it, and what is said of its
-- revenue; null: nothing.
alter table order_line_items
  add column tax_code text,
  add column tax_mode text check (tax_mode in ('TaxExclusive', 'TaxInclusive')),
  add column sequence_set_id uuid,
  add column revenue jsonb not null default '{}',
  add check ((tax_code is null) = (tax_mode is null));
