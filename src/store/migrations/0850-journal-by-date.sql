-- The journal is shown by accounting date, the latest first.
create index journal_entries_by_date on journal_entries (entity_id, accounting_date, journal_entry_id);
