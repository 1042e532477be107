DROP TABLE "archive_positions" CASCADE;
--> statement-breakpoint
-- What learners wrote goes earlier than the rest of an event: these are found without reading the others.
create index events_text on events (tenant_id, at) where body ? 'text';
--> statement-breakpoint
-- In: a day. Makes its partition unless it is there, or unless events of that day are in the default partition already:
-- those came when the day was too old for a partition, and the day stays with them.
-- Whoever waits for the table makes all others wait behind: better to fail and try again.
create or replace function ensure_event_partition(day date) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s' as $$
declare
  name text := 'events_' || to_char(day, 'YYYYMMDD');
begin
  if to_regclass('public.' || name) is null then
    execute format('create table %I partition of events for values from (%L) to (%L)', name,
      day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
  end if;
exception when duplicate_table or check_violation then
  null; -- another worker was faster, or the default partition has events of that day
end $$;
--> statement-breakpoint
-- In: a day. Drops its partition, with the events of all tenants. Result: false if somebody was reading for too long, so
-- that it is still there. Runs as the owner, since the runtime role may not drop tables; what is younger than thirty days
-- cannot be dropped with it.
create function drop_event_partition(day date) returns boolean
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '1s' as $$
declare
  name text := 'events_' || to_char(day, 'YYYYMMDD');
begin
  if day >= (now() at time zone 'UTC')::date - 30 then
    raise exception 'the partition of % is too young to be dropped', day using errcode = 'check_violation';
  end if;
  if exists (select from pg_inherits where inhparent = 'events'::regclass and inhrelid = to_regclass('public.' || name)) then
    execute format('drop table %I', name);
  end if;
  return true;
exception when lock_not_available then
  return false;
end $$;
--> statement-breakpoint
-- Result: the days that have a partition of their own, oldest first.
create function event_partition_days() returns setof date
language sql stable set search_path = public, pg_temp as $$
  select to_date(substr(c.relname, 8), 'YYYYMMDD') from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'events'::regclass and c.relname ~ '^events_[0-9]{8}$' order by 1
$$;
--> statement-breakpoint
revoke all on function drop_event_partition(date), event_partition_days() from public;
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant execute on function drop_event_partition(date), event_partition_days() to holdfast_app;
  end if;
end $$;
--> statement-breakpoint
-- Events are copied into a temporary table first: COPY itself knows no row-level security. PostgreSQL lets everybody make
-- such tables unless somebody took that away.
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    execute format('grant temporary on database %I to holdfast_app', current_database());
  end if;
exception when insufficient_privilege then
  raise notice 'cannot grant temporary tables to holdfast_app: %', sqlerrm;
end $$;
