-- Whether an entity has ever sold a discount, which most often it has not.
create index subscribed_discounts on rate_plan_charges (entity_id) where discount is not null;
