CREATE TABLE "tenant_settings" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"event_days" integer DEFAULT 400 NOT NULL,
	"text_days" integer DEFAULT 90 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "learner_events_per_minute" integer DEFAULT 600 NOT NULL;
--> statement-breakpoint
alter table tenant_settings enable row level security;
--> statement-breakpoint
alter table tenant_settings force row level security;
--> statement-breakpoint
create policy tenant on tenant_settings using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on tenant_settings to holdfast_app;
  end if;
end $$;
