CREATE TABLE "selections" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"enrolments" jsonb NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "selections" ADD CONSTRAINT "selections_cohort_id_cohorts_id_fk" FOREIGN KEY ("cohort_id") REFERENCES "public"."cohorts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "selections_tenant_id_created_at_index" ON "selections" USING btree ("tenant_id","created_at");
--> statement-breakpoint
alter table selections enable row level security;
--> statement-breakpoint
alter table selections force row level security;
--> statement-breakpoint
create policy tenant on selections using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on selections to holdfast_app;
  end if;
end $$;
