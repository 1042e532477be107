-- The history of events: one partition a day, so that a day past its retention is dropped, not deleted.
-- The rest of an event (module, quality, text ...) stays JSON: it is read back whole or not at all.
create table events (
  tenant_id text not null,
  enrolment_id text not null,
  at timestamptz not null,
  source_id text not null,
  id text not null,
  type text not null,
  received_at timestamptz not null,
  body jsonb not null,
  primary key (tenant_id, enrolment_id, at, source_id, id)
) partition by range (at);
--> statement-breakpoint
-- Days too old for a partition of their own: a hostile sender must not be able to make us create one for every day since 1970.
create table events_older partition of events default;
--> statement-breakpoint
-- In: a day. Makes its partition unless it is there. Runs as the owner, since the runtime role may not create tables.
create function ensure_event_partition(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text := 'events_' || to_char(day, 'YYYYMMDD');
begin
  if to_regclass('public.' || name) is null then
    execute format('create table %I partition of events for values from (%L) to (%L)', name,
      day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
  end if;
exception when duplicate_table then
  null; -- another worker was faster
end $$;
--> statement-breakpoint
-- In: a task, its payload and a key that makes it unique while it waits. Adds a job inside the caller's transaction:
-- no nudge without its job, no job without its nudge. Runs as the owner, since only the owner may touch the job tables.
create function add_job(task text, payload json, job_key text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select graphile_worker.add_job(task, payload, job_key => job_key)
$$;
--> statement-breakpoint
-- The role the server and the workers take: owns nothing, so that no statement of theirs can step around the policies below.
do $$
begin
  create role holdfast_app nologin;
exception when duplicate_object or unique_violation then
  null; -- roles belong to the whole cluster: another database of ours made it
when insufficient_privilege then
  raise notice 'cannot create the role holdfast_app: the connecting user itself is held by row-level security';
end $$;
--> statement-breakpoint
do $$
begin
  execute format('grant holdfast_app to %I', current_user);
exception when others then
  raise notice 'cannot grant holdfast_app to %: %', current_user, sqlerrm;
end $$;
--> statement-breakpoint
revoke all on function add_job(text, json, text), ensure_event_partition(date) from public;
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant usage on schema public, accounts to holdfast_app;
    grant select, insert, update, delete on all tables in schema accounts to holdfast_app;
    grant select, insert, update, delete on
      programmes, cohorts, learners, enrolments, sources, source_cohorts, assessments, band_changes,
      alerts, nudges, cases, case_steps, looks, events,
      archive_positions, secrets to holdfast_app;
    grant execute on function add_job(text, json, text), ensure_event_partition(date) to holdfast_app;
  end if;
end $$;
--> statement-breakpoint
-- Whoever forgets the tenant sees nothing: without the setting it is null, and null equals no tenant.
alter table programmes enable row level security;
--> statement-breakpoint
alter table programmes force row level security;
--> statement-breakpoint
create policy tenant on programmes using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table cohorts enable row level security;
--> statement-breakpoint
alter table cohorts force row level security;
--> statement-breakpoint
create policy tenant on cohorts using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table learners enable row level security;
--> statement-breakpoint
alter table learners force row level security;
--> statement-breakpoint
create policy tenant on learners using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table enrolments enable row level security;
--> statement-breakpoint
alter table enrolments force row level security;
--> statement-breakpoint
create policy tenant on enrolments using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table sources enable row level security;
--> statement-breakpoint
alter table sources force row level security;
--> statement-breakpoint
create policy tenant on sources using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table source_cohorts enable row level security;
--> statement-breakpoint
alter table source_cohorts force row level security;
--> statement-breakpoint
create policy tenant on source_cohorts using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table assessments enable row level security;
--> statement-breakpoint
alter table assessments force row level security;
--> statement-breakpoint
create policy tenant on assessments using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table band_changes enable row level security;
--> statement-breakpoint
alter table band_changes force row level security;
--> statement-breakpoint
create policy tenant on band_changes using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table alerts enable row level security;
--> statement-breakpoint
alter table alerts force row level security;
--> statement-breakpoint
create policy tenant on alerts using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table nudges enable row level security;
--> statement-breakpoint
alter table nudges force row level security;
--> statement-breakpoint
create policy tenant on nudges using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table cases enable row level security;
--> statement-breakpoint
alter table cases force row level security;
--> statement-breakpoint
create policy tenant on cases using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table case_steps enable row level security;
--> statement-breakpoint
alter table case_steps force row level security;
--> statement-breakpoint
create policy tenant on case_steps using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table looks enable row level security;
--> statement-breakpoint
alter table looks force row level security;
--> statement-breakpoint
create policy tenant on looks using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table events enable row level security;
--> statement-breakpoint
alter table events force row level security;
--> statement-breakpoint
create policy tenant on events using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
