CREATE TABLE "walls" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"cohorts" text[] NOT NULL,
	"mode" text NOT NULL,
	"seconds_per_cohort" integer NOT NULL,
	"made_by_id" text NOT NULL,
	"made_by_name" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"revoked_by_id" text,
	"revoked_by_name" text,
	"revoked_at" timestamp with time zone,
	"last_shown_at" timestamp with time zone,
	CONSTRAINT "walls_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE INDEX "walls_tenant_id_made_at_index" ON "walls" USING btree ("tenant_id","made_at");--> statement-breakpoint
alter table walls enable row level security;
--> statement-breakpoint
alter table walls force row level security;
--> statement-breakpoint
create policy tenant on walls using (tenant_id = (select current_setting('app.tenant', true)))
  with check (tenant_id = (select current_setting('app.tenant', true)));
--> statement-breakpoint
-- A television knows a token and no tenant. Whoever says the hash of one may read that one row, and nothing else.
create policy token on walls for select using (token_hash = (select current_setting('app.wall', true)));
--> statement-breakpoint
-- In: the hash of a token. Out: whose wall it opens and which; nothing for one that is unknown or was revoked.
-- It runs with the rights of the caller: the owner is bound by the policies as well, so that to run as the owner would find nothing.
create function wall_of_token(hash text) returns table (tenant text, id text)
language plpgsql set search_path = public, pg_temp as $$
begin
  perform set_config('app.wall', hash, true);
  return query select w.tenant_id, w.id from walls w where w.token_hash = hash and w.revoked_at is null;
  perform set_config('app.wall', '', true);
end $$;
--> statement-breakpoint
revoke all on function wall_of_token(text) from public;
--> statement-breakpoint
do $$
begin
  if exists (select from pg_roles where rolname = 'holdfast_app') then
    grant select, insert, update, delete on walls to holdfast_app;
    grant execute on function wall_of_token(text) to holdfast_app;
  end if;
end $$;
