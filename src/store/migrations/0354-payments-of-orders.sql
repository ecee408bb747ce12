-- Taken for an order that was not made, which is rare, and looked for every minute.
create index payments_of_no_order on payments (entity_id)
  where source = 'Order' and order_id is null and status = 'Processed';
