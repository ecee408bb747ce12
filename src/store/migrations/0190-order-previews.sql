-- What previews have promised, so that an order can be held to it: POST /v1/orders with a previewId.
create table order_previews (
  entity_id uuid not null default current_entity_id() references entities,
  preview_id uuid not null,
  -- What the order would do, by name: src/operations/order-effect.ts.
  effect jsonb not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (entity_id, preview_id)
);
create index on order_previews (entity_id, created_at);
call protect_by_entity('order_previews');
