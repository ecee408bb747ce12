-- What is to happen to a subscription on a day of its own: terms and conditions schedule it.
alter table subscriptions
  add column scheduled_cancel_date date,
  add column scheduled_suspend_date date,
  add column scheduled_resume_date date;

-- The first day on which something happens to it by itself; null when nothing will.
alter table subscriptions add column changes_by_itself_on date generated always as (
  case when is_latest_version then
    case status
      when 'Active' then least(
        case when auto_renew then term_end_date end, scheduled_cancel_date, scheduled_suspend_date
      )
      when 'Suspended' then least(scheduled_cancel_date, scheduled_resume_date)
    end
  end
) stored;
create index on subscriptions (entity_id, changes_by_itself_on)
  where changes_by_itself_on is not null;
