ALTER TABLE "alert_steps" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "learner_weeks" ADD COLUMN "scored_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "alerts_tenant_id_enrolment_id_raised_at_index" ON "alerts" USING btree ("tenant_id","enrolment_id","raised_at");--> statement-breakpoint
-- Why an alert was dismissed stood at the head of its notes. The policies bind the owner too.
alter table alerts no force row level security;
--> statement-breakpoint
alter table alert_steps no force row level security;
--> statement-breakpoint
update alerts set reason = split_part(notes, ': ', 1),
    notes = nullif(substr(notes, length(split_part(notes, ': ', 1)) + 3), '')
  where status = 'dismissed'
    and split_part(notes, ': ', 1) in ('false_alarm', 'known_reason', 'duplicate', 'left_programme', 'other');
--> statement-breakpoint
update alert_steps set reason = split_part(notes, ': ', 1),
    notes = nullif(substr(notes, length(split_part(notes, ': ', 1)) + 3), '')
  where step = 'dismissed'
    and split_part(notes, ': ', 1) in ('false_alarm', 'known_reason', 'duplicate', 'left_programme', 'other');
--> statement-breakpoint
alter table alerts force row level security;
--> statement-breakpoint
alter table alert_steps force row level security;
