-- Contacts of the subscription's own; null: the account's.
alter table subscriptions
  add column sold_to_contact_id uuid,
  add column ship_to_contact_id uuid;
