-- Object Query finds what was applied by its id, and what was applied to an invoice, without knowing
-- whose it is.
create index on applications (application_id);
create index on applications ((case target_type when 'Invoice' then target_id end));
