CREATE TABLE "interventions" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"kind" text NOT NULL,
	"action" text NOT NULL,
	"alert_id" text,
	"by_id" text,
	"by_name" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "learner_weeks" (
	"tenant_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"attendance" real,
	"lms" real,
	"sentiment" real,
	"score" real,
	"level" text,
	"change" real,
	"trend" text,
	"flags" text[] NOT NULL,
	"days" jsonb NOT NULL,
	CONSTRAINT "learner_weeks_tenant_id_enrolment_id_starts_on_pk" PRIMARY KEY("tenant_id","enrolment_id","starts_on")
);
--> statement-breakpoint
ALTER TABLE "cohorts" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "opened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "interventions" ADD CONSTRAINT "interventions_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interventions" ADD CONSTRAINT "interventions_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_weeks" ADD CONSTRAINT "learner_weeks_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "interventions_tenant_id_enrolment_id_at_index" ON "interventions" USING btree ("tenant_id","enrolment_id","at");--> statement-breakpoint
alter table interventions enable row level security;
--> statement-breakpoint
alter table interventions force row level security;
--> statement-breakpoint
create policy tenant on interventions using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table learner_weeks enable row level security;
--> statement-breakpoint
alter table learner_weeks force row level security;
--> statement-breakpoint
create policy tenant on learner_weeks using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on interventions, learner_weeks to holdfast_app;
  end if;
end $$;
