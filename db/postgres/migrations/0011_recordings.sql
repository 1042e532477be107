CREATE TABLE "recordings" (
	"tenant_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"minute" integer NOT NULL,
	"is_whole" boolean NOT NULL,
	"has_gap" boolean DEFAULT false NOT NULL,
	"hash" text NOT NULL,
	"epoch" text NOT NULL,
	"seq" bigint NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "recordings_tenant_id_cohort_id_minute_pk" PRIMARY KEY("tenant_id","cohort_id","minute")
);
--> statement-breakpoint
ALTER TABLE "tenant_settings" ADD COLUMN "recording_days" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_cohort_id_cohorts_id_fk" FOREIGN KEY ("cohort_id") REFERENCES "public"."cohorts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- The bytes are deflated already.
alter table recordings alter column body set storage external;
--> statement-breakpoint
alter table recordings enable row level security;
--> statement-breakpoint
alter table recordings force row level security;
--> statement-breakpoint
create policy tenant on recordings using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on recordings to holdfast_app;
  end if;
end $$;
--> statement-breakpoint
-- Tells every server at once that somebody's rights are no longer what they were, whoever changed them: the person, or the key.
create function accounts.say_rights() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('rights', coalesce(to_jsonb(old) ->> 'user_id', old.id));
  return null;
end $$;
--> statement-breakpoint
create trigger say_rights after delete on accounts.sessions for each row execute function accounts.say_rights();
--> statement-breakpoint
create trigger say_rights_gone after delete on accounts.members for each row execute function accounts.say_rights();
--> statement-breakpoint
create trigger say_rights after update on accounts.members for each row
  when (old.role is distinct from new.role or old.organization_id is distinct from new.organization_id)
  execute function accounts.say_rights();
--> statement-breakpoint
create trigger say_rights_gone after delete on accounts.keys for each row execute function accounts.say_rights();
--> statement-breakpoint
create trigger say_rights after update on accounts.keys for each row
  when (old.enabled is distinct from new.enabled or old.permissions is distinct from new.permissions
    or old.expires_at is distinct from new.expires_at)
  execute function accounts.say_rights();
