-- Whether people may edit invoices of the account, as whoever keeps it has said.
alter table accounts add column allow_invoice_edit boolean not null default false;
