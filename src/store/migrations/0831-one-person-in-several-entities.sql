-- A user name is of one user of each entity: a person may be a user of several, and go from one to another.
alter table users drop constraint users_user_name_key;
alter table users add unique (entity_id, user_name);
create index on users (user_name);

-- Users whom whoever has signed in has been verified to be, there and then.
alter table user_sessions add column user_ids uuid[] not null default '{}';
update user_sessions set user_ids = array[user_id];

-- What was verified of a password is worth nothing for another one.
create function forget_verified_user() returns trigger
  language plpgsql as $$
begin
  update user_sessions set user_ids = array_remove(user_ids, new.user_id)
  where new.user_id = any (user_ids) and user_id <> new.user_id;
  return new;
end $$;
create trigger forget_verified_user after insert or update of password_hash on user_passwords
  for each row execute function forget_verified_user();

create or replace function users_called(wanted text) returns table (
    entity_id uuid, user_id uuid, status text, roles text[])
  language sql stable security definer set search_path = public
  begin atomic
    select users.entity_id, users.user_id, users.status, users.roles
    from users join entities using (entity_id)
    where users.user_name = wanted order by entities.name;
  end;

create or replace function user_to_verify(wanted text) returns table (
    entity_id uuid, user_id uuid, password_hash text)
  language sql stable security definer set search_path = public
  begin atomic
    select users.entity_id, users.user_id, stored.password_hash
    from users join user_passwords stored using (entity_id, user_id)
      join entities using (entity_id)
    where users.user_name = wanted and users.status = 'Active' order by entities.name;
  end;

-- How many users with a password one name has at most: so long takes who has none of them.
create function most_users_to_verify() returns integer
  language sql stable security definer set search_path = public
  begin atomic
    select coalesce(max(called.users), 1)::integer from (
      select count(*) as users from users join user_passwords using (entity_id, user_id)
      where users.status = 'Active' group by users.user_name) called;
  end;

-- Where whoever has this session may go on to, and where he is.
create function entities_of_session(wanted bytea) returns table (
    entity_id uuid, user_id uuid, name text)
  language sql stable security definer set search_path = public
  begin atomic
    select users.entity_id, users.user_id, entities.name
    from user_sessions session
      join users on users.user_id = any (session.user_ids || session.user_id)
      join entities on entities.entity_id = users.entity_id
    where session.session_hash = wanted and users.status = 'Active'
    order by entities.name;
  end;

revoke execute on function most_users_to_verify(), entities_of_session(bytea) from public;
grant execute on function most_users_to_verify(), entities_of_session(bytea) to quittance_server;

-- Functions of the owner's are for the server: SQL of callers (0660) calls none of them, past its guard
-- neither.
do $$ declare
  one regprocedure;
begin
  for one in
    select oid::regprocedure from pg_proc
    where prosecdef and pronamespace = 'public'::regnamespace
    and has_function_privilege('quittance_query', oid, 'execute')
  loop
    execute format('revoke execute on routine %s from public', one);
    execute format('grant execute on routine %s to quittance_server', one);
  end loop;
end $$;
