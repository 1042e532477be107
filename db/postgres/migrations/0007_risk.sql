CREATE TABLE "model_drifts" (
	"tenant_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"day" date NOT NULL,
	"model" text NOT NULL,
	"learners" integer NOT NULL,
	"bins" jsonb NOT NULL,
	CONSTRAINT "model_drifts_tenant_id_cohort_id_day_pk" PRIMARY KEY("tenant_id","cohort_id","day")
);
--> statement-breakpoint
CREATE TABLE "risk_hours" (
	"tenant_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"risk" real NOT NULL,
	"band" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "risk_hours_tenant_id_enrolment_id_hour_pk" PRIMARY KEY("tenant_id","enrolment_id","hour")
);
--> statement-breakpoint
CREATE TABLE "risk_models" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"model" jsonb NOT NULL,
	"measured" jsonb NOT NULL,
	"trained_at" timestamp with time zone NOT NULL,
	"used_since" timestamp with time zone,
	"used_until" timestamp with time zone,
	"by_id" text,
	"by_name" text
);
--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "withdrawal" real;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "lacks" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "way_out" jsonb;--> statement-breakpoint
ALTER TABLE "cohorts" ADD COLUMN "plan" jsonb;--> statement-breakpoint
ALTER TABLE "model_drifts" ADD CONSTRAINT "model_drifts_cohort_id_cohorts_id_fk" FOREIGN KEY ("cohort_id") REFERENCES "public"."cohorts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_hours" ADD CONSTRAINT "risk_hours_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "risk_models_one_used" ON "risk_models" USING btree ("tenant_id") WHERE used_since is not null and used_until is null;--> statement-breakpoint
CREATE INDEX "risk_models_tenant_id_trained_at_index" ON "risk_models" USING btree ("tenant_id","trained_at");--> statement-breakpoint
alter table risk_hours enable row level security;
--> statement-breakpoint
alter table risk_hours force row level security;
--> statement-breakpoint
create policy tenant on risk_hours using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table risk_models enable row level security;
--> statement-breakpoint
alter table risk_models force row level security;
--> statement-breakpoint
create policy tenant on risk_models using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table model_drifts enable row level security;
--> statement-breakpoint
alter table model_drifts force row level security;
--> statement-breakpoint
create policy tenant on model_drifts using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on model_drifts, risk_hours, risk_models to holdfast_app;
  end if;
end $$;
--> statement-breakpoint
-- Scorings that were decided before risk could be set take its usual numbers. The policy binds the owner too.
alter table scorings no force row level security;
--> statement-breakpoint
update scorings set scoring = scoring || '{"risk": {"medium": 15, "high": 30, "critical": 60, "steadyPercent": 3, "mentors": 0, "casesEach": 5}}'
  where scoring is not null and not scoring ? 'risk';
--> statement-breakpoint
alter table scorings force row level security;
--> statement-breakpoint
-- Risks were told by another rule: their reasons have other names. Workers tell them anew within hours, and cases with them.
alter table assessments no force row level security;
--> statement-breakpoint
update assessments set reasons = '[]';
--> statement-breakpoint
alter table assessments force row level security;
--> statement-breakpoint
alter table band_changes no force row level security;
--> statement-breakpoint
update band_changes set reasons = '[]';
--> statement-breakpoint
alter table band_changes force row level security;
--> statement-breakpoint
alter table cases no force row level security;
--> statement-breakpoint
update cases set reasons = '[]';
--> statement-breakpoint
alter table cases force row level security;
