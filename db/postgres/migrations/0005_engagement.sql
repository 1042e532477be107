CREATE TABLE "alert_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"alert_id" text NOT NULL,
	"step" text NOT NULL,
	"severity" text NOT NULL,
	"by_id" text,
	"by_name" text,
	"notes" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"every" text NOT NULL,
	"told_until" timestamp with time zone,
	CONSTRAINT "digests_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "outages" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"source_id" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"noticed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scorings" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"programme_id" text,
	"scoring" jsonb,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"note" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_hours" (
	"tenant_id" text NOT NULL,
	"source_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"attendance" integer DEFAULT 0 NOT NULL,
	"lms" integer DEFAULT 0 NOT NULL,
	"texts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "source_hours_tenant_id_source_id_cohort_id_hour_pk" PRIMARY KEY("tenant_id","source_id","cohort_id","hour")
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "score" real;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "eased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "handled_by_name" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "help_texts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "unusual" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "interventions" ADD COLUMN "score" real;--> statement-breakpoint
ALTER TABLE "learner_weeks" ADD COLUMN "alerts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "learner_weeks" ADD COLUMN "interventions" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_steps" ADD CONSTRAINT "alert_steps_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outages" ADD CONSTRAINT "outages_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorings" ADD CONSTRAINT "scorings_programme_id_programmes_id_fk" FOREIGN KEY ("programme_id") REFERENCES "public"."programmes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_hours" ADD CONSTRAINT "source_hours_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_hours" ADD CONSTRAINT "source_hours_cohort_id_cohorts_id_fk" FOREIGN KEY ("cohort_id") REFERENCES "public"."cohorts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_steps_tenant_id_alert_id_at_index" ON "alert_steps" USING btree ("tenant_id","alert_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "outages_one_open" ON "outages" USING btree ("source_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "outages_tenant_id_started_at_index" ON "outages" USING btree ("tenant_id","started_at");--> statement-breakpoint
CREATE INDEX "scorings_tenant_id_programme_id_at_index" ON "scorings" USING btree ("tenant_id","programme_id","at");--> statement-breakpoint
alter table alert_steps enable row level security;
--> statement-breakpoint
alter table alert_steps force row level security;
--> statement-breakpoint
create policy tenant on alert_steps using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table digests enable row level security;
--> statement-breakpoint
alter table digests force row level security;
--> statement-breakpoint
create policy tenant on digests using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table outages enable row level security;
--> statement-breakpoint
alter table outages force row level security;
--> statement-breakpoint
create policy tenant on outages using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table scorings enable row level security;
--> statement-breakpoint
alter table scorings force row level security;
--> statement-breakpoint
create policy tenant on scorings using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table source_hours enable row level security;
--> statement-breakpoint
alter table source_hours force row level security;
--> statement-breakpoint
create policy tenant on source_hours using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on alert_steps, digests, outages, scorings, source_hours to holdfast_app;
  end if;
end $$;
--> statement-breakpoint
-- What was counted of a text, and what was found in it, now stand together. The policy binds the owner too.
alter table events no force row level security;
--> statement-breakpoint
update events set body = body - 'mood' || jsonb_build_object('sentiment', jsonb_build_object('score', (body->>'mood')::numeric / 100))
  where body ? 'mood';
--> statement-breakpoint
alter table events force row level security;
