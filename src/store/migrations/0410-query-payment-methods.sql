-- The newest first, as Object Query lists them.
create index on payment_methods (entity_id, updated_at, payment_method_id);
