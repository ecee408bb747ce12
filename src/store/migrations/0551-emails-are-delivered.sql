-- Whether a mail server takes what is sent: one row while it does. Of the installation, not of an entity.
create table mail_delivery (
  is_on boolean primary key default true check (is_on),
  began_at timestamptz not null default now()
);
grant select, insert, delete on mail_delivery to quittance_server;

-- Kept: in the outbox and nowhere else. Waiting for the mail server, Sent to it, or Failed for good.
alter table emails
  add column status text not null default 'Kept'
    check (status in ('Kept', 'Waiting', 'Sent', 'Failed')),
  add column attempts integer not null default 0,
  -- Not before; while it is being sent, when it is taken up again should nobody say how it went.
  add column next_attempt_at timestamptz,
  add column sent_at timestamptz,
  -- What the mail server said last.
  add column reason text;
create index on emails (entity_id, next_attempt_at) where status = 'Waiting';
