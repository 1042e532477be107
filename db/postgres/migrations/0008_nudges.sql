CREATE TABLE "challenge_members" (
	"tenant_id" text NOT NULL,
	"challenge_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"shown_as" text NOT NULL,
	"nudge_id" text,
	"invited_at" timestamp with time zone NOT NULL,
	"joined_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	CONSTRAINT "challenge_members_tenant_id_challenge_id_learner_id_pk" PRIMARY KEY("tenant_id","challenge_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"goal" jsonb NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"nudge_id" text,
	"skill" text NOT NULL,
	"items" jsonb NOT NULL,
	"answers" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "contests" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"what" text NOT NULL,
	"note" text,
	"status" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"answered_by_id" text,
	"answered_by_name" text,
	"answer" text,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "items" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"programme_id" text NOT NULL,
	"skill" text NOT NULL,
	"item" jsonb NOT NULL,
	"is_on" boolean DEFAULT true NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mentor_hours" (
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"about" text,
	"time_zone" text NOT NULL,
	"hours" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mentor_hours_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "nudge_arms" (
	"tenant_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"kind" text NOT NULL,
	"arm" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "nudge_arms_tenant_id_learner_id_kind_pk" PRIMARY KEY("tenant_id","learner_id","kind")
);
--> statement-breakpoint
CREATE TABLE "nudge_decisions" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"rule" text NOT NULL,
	"period" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"asked" jsonb NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"reason" text,
	"kind" text,
	"arm" text,
	"send_at" timestamp with time zone,
	"chance" real,
	"candidates" jsonb,
	"facts" jsonb,
	"nudge_id" text,
	"returned24" boolean,
	"returned72" boolean,
	"did" boolean,
	"active14" boolean,
	"measured_at" timestamp with time zone,
	CONSTRAINT "nudge_decisions_once" UNIQUE("tenant_id","learner_id","rule","period")
);
--> statement-breakpoint
CREATE TABLE "nudge_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"nudge_id" text NOT NULL,
	"channel" text NOT NULL,
	"target" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone,
	"trouble" text,
	"sent_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "nudge_deliveries_once" UNIQUE("tenant_id","nudge_id","channel","target")
);
--> statement-breakpoint
CREATE TABLE "nudge_policies" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"programme_id" text,
	"policy" jsonb,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"note" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nudge_preferences" (
	"tenant_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"preferences" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "nudge_preferences_tenant_id_learner_id_pk" PRIMARY KEY("tenant_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "nudge_stops" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"seen" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by_id" text,
	"ended_by_name" text
);
--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"learner_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "push_subscriptions_tenantId_endpoint_unique" UNIQUE("tenant_id","endpoint")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"url" text NOT NULL,
	"secret" text NOT NULL,
	"is_on" boolean DEFAULT true NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "cause" text DEFAULT 'risk' NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "meet_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "asked_for" text;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "due_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "withdrawn_for" text;--> statement-breakpoint
ALTER TABLE "challenge_members" ADD CONSTRAINT "challenge_members_challenge_id_challenges_id_fk" FOREIGN KEY ("challenge_id") REFERENCES "public"."challenges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_members" ADD CONSTRAINT "challenge_members_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_members" ADD CONSTRAINT "challenge_members_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_members" ADD CONSTRAINT "challenge_members_nudge_id_nudges_id_fk" FOREIGN KEY ("nudge_id") REFERENCES "public"."nudges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_cohort_id_cohorts_id_fk" FOREIGN KEY ("cohort_id") REFERENCES "public"."cohorts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_nudge_id_nudges_id_fk" FOREIGN KEY ("nudge_id") REFERENCES "public"."nudges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contests" ADD CONSTRAINT "contests_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contests" ADD CONSTRAINT "contests_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_programme_id_programmes_id_fk" FOREIGN KEY ("programme_id") REFERENCES "public"."programmes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_arms" ADD CONSTRAINT "nudge_arms_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_decisions" ADD CONSTRAINT "nudge_decisions_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_decisions" ADD CONSTRAINT "nudge_decisions_enrolment_id_enrolments_id_fk" FOREIGN KEY ("enrolment_id") REFERENCES "public"."enrolments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_decisions" ADD CONSTRAINT "nudge_decisions_nudge_id_nudges_id_fk" FOREIGN KEY ("nudge_id") REFERENCES "public"."nudges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_deliveries" ADD CONSTRAINT "nudge_deliveries_nudge_id_nudges_id_fk" FOREIGN KEY ("nudge_id") REFERENCES "public"."nudges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_policies" ADD CONSTRAINT "nudge_policies_programme_id_programmes_id_fk" FOREIGN KEY ("programme_id") REFERENCES "public"."programmes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudge_preferences" ADD CONSTRAINT "nudge_preferences_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "challenge_members_tenant_id_learner_id_index" ON "challenge_members" USING btree ("tenant_id","learner_id");--> statement-breakpoint
CREATE INDEX "challenges_tenant_id_cohort_id_ends_at_index" ON "challenges" USING btree ("tenant_id","cohort_id","ends_at");--> statement-breakpoint
CREATE INDEX "checks_tenant_id_learner_id_created_at_index" ON "checks" USING btree ("tenant_id","learner_id","created_at");--> statement-breakpoint
CREATE INDEX "contests_tenant_id_status_at_index" ON "contests" USING btree ("tenant_id","status","at");--> statement-breakpoint
CREATE INDEX "contests_tenant_id_learner_id_at_index" ON "contests" USING btree ("tenant_id","learner_id","at");--> statement-breakpoint
CREATE INDEX "items_tenant_id_programme_id_skill_index" ON "items" USING btree ("tenant_id","programme_id","skill");--> statement-breakpoint
CREATE INDEX "nudge_decisions_tenant_id_asked_at_index" ON "nudge_decisions" USING btree ("tenant_id","asked_at");--> statement-breakpoint
CREATE INDEX "nudge_decisions_tenant_id_kind_send_at_index" ON "nudge_decisions" USING btree ("tenant_id","kind","send_at");--> statement-breakpoint
CREATE INDEX "nudge_deliveries_tenant_id_status_updated_at_index" ON "nudge_deliveries" USING btree ("tenant_id","status","updated_at");--> statement-breakpoint
CREATE INDEX "nudge_policies_tenant_id_programme_id_at_index" ON "nudge_policies" USING btree ("tenant_id","programme_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "nudge_stops_one_open" ON "nudge_stops" USING btree ("tenant_id","kind") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "push_subscriptions_tenant_id_learner_id_index" ON "push_subscriptions" USING btree ("tenant_id","learner_id");--> statement-breakpoint
CREATE INDEX "nudges_tenant_id_learner_id_due_at_index" ON "nudges" USING btree ("tenant_id","learner_id","due_at");--> statement-breakpoint
alter table nudge_decisions enable row level security;
--> statement-breakpoint
alter table nudge_decisions force row level security;
--> statement-breakpoint
create policy tenant on nudge_decisions using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table nudge_arms enable row level security;
--> statement-breakpoint
alter table nudge_arms force row level security;
--> statement-breakpoint
create policy tenant on nudge_arms using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table nudge_policies enable row level security;
--> statement-breakpoint
alter table nudge_policies force row level security;
--> statement-breakpoint
create policy tenant on nudge_policies using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table nudge_stops enable row level security;
--> statement-breakpoint
alter table nudge_stops force row level security;
--> statement-breakpoint
create policy tenant on nudge_stops using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table nudge_deliveries enable row level security;
--> statement-breakpoint
alter table nudge_deliveries force row level security;
--> statement-breakpoint
create policy tenant on nudge_deliveries using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table nudge_preferences enable row level security;
--> statement-breakpoint
alter table nudge_preferences force row level security;
--> statement-breakpoint
create policy tenant on nudge_preferences using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table push_subscriptions enable row level security;
--> statement-breakpoint
alter table push_subscriptions force row level security;
--> statement-breakpoint
create policy tenant on push_subscriptions using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table webhooks enable row level security;
--> statement-breakpoint
alter table webhooks force row level security;
--> statement-breakpoint
create policy tenant on webhooks using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table contests enable row level security;
--> statement-breakpoint
alter table contests force row level security;
--> statement-breakpoint
create policy tenant on contests using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table items enable row level security;
--> statement-breakpoint
alter table items force row level security;
--> statement-breakpoint
create policy tenant on items using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table checks enable row level security;
--> statement-breakpoint
alter table checks force row level security;
--> statement-breakpoint
create policy tenant on checks using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table challenges enable row level security;
--> statement-breakpoint
alter table challenges force row level security;
--> statement-breakpoint
create policy tenant on challenges using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table challenge_members enable row level security;
--> statement-breakpoint
alter table challenge_members force row level security;
--> statement-breakpoint
create policy tenant on challenge_members using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
alter table mentor_hours enable row level security;
--> statement-breakpoint
alter table mentor_hours force row level security;
--> statement-breakpoint
create policy tenant on mentor_hours using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
-- In: a task, its payload, a key that makes it unique while it waits, and when it is to run. Moves the job that already waits under this key.
create function add_job_at(task text, payload json, job_key text, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at)
$$;
--> statement-breakpoint
revoke all on function add_job_at(text, json, text, timestamptz) from public;
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on
      nudge_decisions, nudge_arms, nudge_policies, nudge_stops, nudge_deliveries, nudge_preferences, push_subscriptions,
      webhooks, contests, items, checks, challenges, challenge_members, mentor_hours to holdfast_app;
    grant execute on function add_job_at(text, json, text, timestamptz) to holdfast_app;
  end if;
end $$;
--> statement-breakpoint
-- Nudges of before were due at once. The policy binds the owner too.
alter table nudges no force row level security;
--> statement-breakpoint
update nudges set due_at = created_at;
--> statement-breakpoint
alter table nudges force row level security;
