-- Instead of the account's: what is billed of the subscription is numbered by it.
alter table subscriptions add column sequence_set_id uuid references sequence_sets;
create index subscriptions_of_sequence_set on subscriptions (sequence_set_id)
  where sequence_set_id is not null;
