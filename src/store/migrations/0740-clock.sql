-- The clock of a sandbox entity: docs/decisions/0740.
alter table entities add column is_sandbox boolean not null default false;
update entities set is_sandbox = true where is_demo;

-- The server may change nothing of entities but this; whoever sets a clock holds the row meanwhile.
create function lock_clock(out day date, out is_own boolean)
  language plpgsql security definer set search_path = public as $$
begin
  select clock_date, is_sandbox into day, is_own
  from entities where entity_id = current_entity_id() for update;
end $$;

create function set_clock_date(day date) returns void
  language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from entities where entity_id = current_entity_id() and is_sandbox) then
    raise exception 'only a sandbox entity has a clock of its own';
  end if;
  update entities set clock_date = day
  where entity_id = current_entity_id() and clock_date is distinct from day;
end $$;

-- As entity_now(), and not of the transaction's start: what is written later has a later moment.
create function entity_clock() returns timestamptz
  language sql volatile
  begin atomic
    select case when clock_date is null then clock_timestamp()
      else (clock_date + (clock_timestamp() at time zone time_zone)::time) at time zone time_zone end
    from entities where entity_id = current_entity_id();
  end;

-- A clock on its way to a day to come, doing what becomes due.
create table clock_moves (
  entity_id uuid not null default current_entity_id() references entities,
  clock_move_id uuid not null,
  from_date date not null,
  to_date date not null,
  -- Once it has arrived.
  follows_real_clock boolean not null,
  status text not null check (status in ('Processing', 'Completed', 'Canceled', 'Error')),
  -- The moment whose work is being done, on the entity's clock, and the last one whose work is done.
  reached_at timestamptz not null,
  worked_through timestamptz,
  reason text,
  created_by_id uuid not null,
  -- Of the real clock.
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (entity_id, clock_move_id)
);
create unique index clock_on_its_way on clock_moves (entity_id) where status = 'Processing';
call protect_by_entity('clock_moves');

-- What was done on the way, and what could not be.
create table clock_steps (
  entity_id uuid not null default current_entity_id(),
  clock_move_id uuid not null,
  step_number bigint generated always as identity,
  -- On the entity's clock.
  done_at timestamptz not null,
  work text not null,
  -- A number or a name, of what it was done to, and of what it has made.
  subject text not null,
  result text,
  -- Why it could not be done; null where it was.
  reason text,
  primary key (entity_id, clock_move_id, step_number),
  foreign key (entity_id, clock_move_id) references clock_moves on delete cascade
);
call protect_by_entity('clock_steps');
