-- Files: what is printed of documents, what is uploaded for them, and what is attached to things.
create table files (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  file_id uuid not null,
  -- Invoice, CreditMemo, DebitMemo, Account, Subscription: whose file it is.
  object_type text not null,
  object_id uuid not null,
  -- Printed by us; Uploaded in its place by a caller; Attached beside it.
  kind text not null,
  -- Of printed and uploaded files of one document: later ones are greater. Milliseconds since 1970.
  version_number bigint not null,
  file_name text not null,
  content_type text not null,
  content bytea not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, file_id)
);
create unique index on files (entity_id, file_id);
create index on files (account_id, object_id, version_number);
call protect_by_entity('files');

-- What a caller says of a file that is attached; the file goes with it.
create table attachments (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  attachment_id uuid not null,
  file_id uuid not null,
  -- Account, Invoice, Subscription, CreditMemo, DebitMemo. A subscription by its number.
  object_type text not null,
  object_id uuid,
  subscription_number text,
  -- Without its extension.
  file_name text not null,
  description text,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, attachment_id)
);
create unique index on attachments (entity_id, attachment_id);
call protect_by_entity('attachments');

-- E-mails that were sent, or are to be: the outbox of the test gateway, and the log of every other.
create table emails (
  entity_id uuid not null default current_entity_id(),
  account_id uuid not null,
  email_id uuid not null,
  object_type text not null,
  object_id uuid not null,
  addresses text[] not null,
  subject text not null,
  body text not null,
  file_id uuid,
  gateway text not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, email_id)
);
create index on emails (account_id, object_id);
call protect_by_entity('emails');
