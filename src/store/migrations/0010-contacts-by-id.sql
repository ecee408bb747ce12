-- GET /v1/contacts/{contactId} knows no account.
create index on contacts (contact_id);
