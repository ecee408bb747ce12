-- What proving all accounts of an entity has found, at night and when somebody asked.
create table proofs (
  entity_id uuid not null default current_entity_id() references entities,
  proof_id uuid primary key,
  -- Of the entity's day that it was made on.
  proof_date date not null,
  accounts integer not null,
  unequal_accounts integer not null,
  -- The first difference of the first of them: [{accountNumber, law, documentType, documentNumber, partId, is, shouldBe}].
  first_differences jsonb not null,
  milliseconds integer not null,
  started_at timestamptz not null,
  finished_at timestamptz not null
);
create index on proofs (entity_id, started_at desc);
call protect_by_entity('proofs');
revoke update on proofs from quittance_server;
