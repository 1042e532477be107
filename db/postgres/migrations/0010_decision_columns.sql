ALTER TABLE "cases" ADD COLUMN "earlier_cause" text;--> statement-breakpoint
ALTER TABLE "nudge_decisions" ADD COLUMN "band" text;--> statement-breakpoint
ALTER TABLE "nudge_decisions" ADD COLUMN "treated_chance" double precision;--> statement-breakpoint
-- Decisions of before have both in their facts. The policy binds the owner too.
alter table nudge_decisions no force row level security;
--> statement-breakpoint
update nudge_decisions set
  band = facts->>'band',
  treated_chance = case
    when kind is null then null
    when facts->'arms' ? kind then case arm when 'treated' then 1 else 0 end
    else 1 - (facts#>>'{policy,holdOutPercent}')::numeric / 100 end
where facts is not null;
--> statement-breakpoint
alter table nudge_decisions force row level security;
