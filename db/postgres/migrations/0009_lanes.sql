-- In: a task, its payload, a key that makes it unique while it waits, when it is to run, and flags by which a worker may
-- leave it for later while it has enough of the kind. Moves the job that already waits under this key.
create function add_flagged_job(task text, payload json, job_key text, run_at timestamptz, flags text[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at, flags => flags)
$$;
--> statement-breakpoint
revoke all on function add_flagged_job(text, json, text, timestamptz, text[]) from public;
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant execute on function add_flagged_job(text, json, text, timestamptz, text[]) to holdfast_app;
  end if;
end $$;
