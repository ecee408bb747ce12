-- The store in which a subscription was bought and which bills for it; null: none.
alter table subscriptions add column externally_managed_by text
  check (externally_managed_by in ('Amazon', 'Apple', 'Google', 'Roku'));
