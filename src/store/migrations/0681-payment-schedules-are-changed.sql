-- The day from which the payments of a recurring schedule are counted: another one once it was moved.
alter table payment_schedules add column period_start_date date;
update payment_schedules set period_start_date = start_date;
alter table payment_schedules alter column period_start_date set not null;

call audit_documents('payment_schedules', 'payment_schedule_id');
call audit_documents('payment_schedule_items', 'payment_schedule_item_id');
