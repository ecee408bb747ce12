-- Accounts are never deleted, so nothing is looked for by them; and a check of each of thousands of rows
-- costs as much as writing them.
alter table imported_records drop constraint imported_records_account_id_fkey;
drop index imported_records_account_id_idx;
