-- What was left of a fund when a person let it expire: nobody draws it any more.
create table prepaid_depletions (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  depletion_id uuid not null,
  subscription_number text not null,
  fund_charge_number text not null,
  fund_start date not null,
  units numeric not null check (units > 0),
  depleted_on date not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, depletion_id)
);
create index on prepaid_depletions (entity_id, subscription_number);
call protect_by_entity('prepaid_depletions');

-- What is left of the funds of a balance in one validity period, as it is shown and watched: rows of it
-- follow from funds, moves and depletions, and are written with these.
create table prepaid_validity_periods (
  entity_id uuid not null default current_entity_id() references entities,
  account_id uuid not null references accounts on delete cascade,
  summary_id uuid not null,
  balance_id uuid not null,
  subscription_number text not null,
  unit_of_measure text not null,
  period_start date not null,
  -- The first day after it.
  period_end date not null,
  total_balance numeric not null,
  remaining_balance numeric not null,
  created_by_id uuid not null,
  created_at timestamptz not null default now(),
  updated_by_id uuid not null,
  updated_at timestamptz not null default now(),
  primary key (account_id, summary_id)
);
create unique index on prepaid_validity_periods (entity_id, balance_id, period_end);
create unique index on prepaid_validity_periods (summary_id);
create index on prepaid_validity_periods (entity_id, subscription_number);
call protect_by_entity('prepaid_validity_periods');
call watch_table('prepaid_validity_periods', 'ValidityPeriodSummary');

-- What has gone out of a fund.
create function prepaid_gone(subscription text, charge text, start date) returns numeric
  language sql stable
  return (select coalesce(sum(case m.type when 'DrawdownReversal' then -m.units else m.units end), 0)
      from prepaid_moves m where m.subscription_number = subscription
      and m.fund_charge_number = charge and m.fund_start = start)
    + (select coalesce(sum(d.units), 0) from prepaid_depletions d
      where d.subscription_number = subscription
      and d.fund_charge_number = charge and d.fund_start = start);

-- Writes the rows of these subscriptions anew; what has not changed stays as it is. By nobody: by who
-- has written the funds.
create procedure refresh_validity_periods(numbers text[], by_user uuid, written_at timestamptz)
language sql as $$
  delete from prepaid_validity_periods p
  where p.subscription_number = any (numbers) and not exists (
    select from prepaid_funds f
    where f.subscription_number = p.subscription_number and f.balance_id = p.balance_id
    and f.period_end = p.period_end);
  insert into prepaid_validity_periods as p (account_id, summary_id, balance_id,
    subscription_number, unit_of_measure, period_start, period_end, total_balance,
    remaining_balance, created_by_id, created_at, updated_by_id, updated_at)
  select (array_agg(f.account_id))[1], gen_random_uuid(), f.balance_id, f.subscription_number,
    b.unit_of_measure, min(f.fund_start), f.period_end, sum(f.funded),
    sum(greatest(0, f.funded - prepaid_gone(f.subscription_number, f.charge_number, f.fund_start))),
    coalesce(by_user, (array_agg(f.updated_by_id))[1]), coalesce(written_at, entity_now()),
    coalesce(by_user, (array_agg(f.updated_by_id))[1]), coalesce(written_at, entity_now())
  from prepaid_funds f join prepaid_balances b on b.balance_id = f.balance_id
  where f.subscription_number = any (numbers)
  group by f.balance_id, f.subscription_number, b.unit_of_measure, f.period_end
  on conflict (entity_id, balance_id, period_end) do update
  set account_id = excluded.account_id, period_start = excluded.period_start,
    total_balance = excluded.total_balance, remaining_balance = excluded.remaining_balance,
    updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  where (p.account_id, p.period_start, p.total_balance, p.remaining_balance)
    is distinct from (excluded.account_id, excluded.period_start, excluded.total_balance,
      excluded.remaining_balance);
$$;

-- Of what is there already. Rows of every entity: nobody looks at them meanwhile.
insert into prepaid_validity_periods (entity_id, account_id, summary_id, balance_id,
  subscription_number, unit_of_measure, period_start, period_end, total_balance, remaining_balance,
  created_by_id, created_at, updated_by_id, updated_at)
select f.entity_id, (array_agg(f.account_id))[1], gen_random_uuid(), f.balance_id,
  f.subscription_number, b.unit_of_measure, min(f.fund_start), f.period_end, sum(f.funded),
  sum(greatest(0, f.funded - coalesce((
    select sum(case m.type when 'DrawdownReversal' then -m.units else m.units end)
    from prepaid_moves m where m.entity_id = f.entity_id
    and m.subscription_number = f.subscription_number
    and m.fund_charge_number = f.charge_number and m.fund_start = f.fund_start), 0))),
  (array_agg(f.created_by_id))[1], min(f.created_at), (array_agg(f.updated_by_id))[1],
  max(f.updated_at)
from prepaid_funds f
join prepaid_balances b on b.balance_id = f.balance_id and b.entity_id = f.entity_id
group by f.entity_id, f.balance_id, f.subscription_number, b.unit_of_measure, f.period_end;
