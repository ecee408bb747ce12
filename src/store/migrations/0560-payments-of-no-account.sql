-- Money of which nobody knows yet whose it is, and money that is settled elsewhere.

-- Payments and refunds of no account have the account 00000000-0000-0000-0000-000000000000, so that the
-- journal and the proof know them as those of an account: the entity's suspense.
alter table payments
  -- Asked of a gateway here, and settled elsewhere: in no balance and no journal.
  add column standalone boolean not null default false,
  drop constraint payments_check,
  add constraint reserved_of_what_is_left check (reserved_amount >= 0 and reserved_amount
    <= case when standalone then amount - refund_amount else unapplied_amount end),
  add constraint standalone_is_applied_to_nothing check (not standalone or unapplied_amount = 0);
